using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Data;
using GsFramework.Core.Inference;
using GsFramework.Data;
using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Pipeline;

/// <summary>Looks at the images that a run reads late, so that a broken one is found before training and not after
/// it.</summary>
internal static class ImageCheck
{
    // A huge set is not read twice.
    private const int MostImages = 1000;

    /// <summary>Reads the first images of each set that does not look at its images by itself.</summary>
    /// <exception cref="UserException">One cannot be read.</exception>
    public static void Read(params IEnumerable<IImageDataset> sets)
    {
        foreach (var set in sets.Where(static set => set is not ITrainingImageSet))
        {
            for (var i = 0; i < Math.Min(MostImages, set.Count); i++)
            {
                set.Load(i).Dispose();
            }
        }
    }

    // A damaged one is left out later, when it is its turn.
    private static Tensor First(IImageDataset images)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                return images.Load(i);
            }
            catch (UnreadableImageException) when (i + 1 < images.Count) { }
        }
    }

    /// <summary>Tests that a network takes images of such channels.</summary>
    /// <param name="network">The network.</param>
    /// <param name="what">Its name for the user.</param>
    /// <param name="images">What it will be given; may be empty.</param>
    /// <exception cref="UserException">It does not.</exception>
    public static void Takes(NetworkGraph network, string what, IImageDataset images) =>
        Takes(network.InputChannels, what, images);

    /// <inheritdoc cref="Takes(NetworkGraph, string, IImageDataset)"/>
    public static void Takes(IImageNetwork network, string what, IImageDataset images) =>
        Takes(network.InputChannels, what, images);

    /// <summary>Tests that a network makes images of images, as a discriminator or a classifier does not.</summary>
    /// <exception cref="UserException">It does not.</exception>
    public static void Translates(NetworkGraph network, string what, ImageSize size) =>
        Translates(
            network.InputChannels,
            network.Shapes(size)[network.Output.Name],
            GraphSizes.Of(network).Ratio,
            what,
            size
        );

    /// <inheritdoc cref="Translates(NetworkGraph, string, ImageSize)"/>
    public static void Translates(IImageNetwork network, string what, ImageSize size) =>
        Translates(network.InputChannels, network.OutputShape(size), network.Ratio, what, size);

    /// <summary>Tests that a generator's outputs have the size of the images with which they are compared.</summary>
    /// <exception cref="UserException">They have not.</exception>
    public static void Comparable(NetworkGraph generator, int side, IImageDataset images) =>
        Comparable(
            generator.Shapes(ImageSize.Square(side))[generator.Output.Name],
            GraphSizes.Of(generator).Ratio,
            side,
            images,
            () => GraphFit.NearestKept(generator, side) is { } nearest ? $": {nearest}" : "."
        );

    /// <inheritdoc cref="Comparable(NetworkGraph, int, IImageDataset)"/>
    public static void Comparable(IImageNetwork generator, int side, IImageDataset images) =>
        Comparable(
            generator.OutputShape(ImageSize.Square(side)),
            generator.Ratio,
            side,
            images,
            static () => ", such as a multiple of 4."
        );

    private static void Comparable(
        FeatureShape output,
        SizeRatio ratio,
        int side,
        IImageDataset images,
        Func<string> nearest
    )
    {
        if (images.Count == 0)
        {
            return;
        }

        using var image = First(images);
        if (image.shape[0] != output.Channels)
        {
            throw new UserException(
                $"The generator makes images of {ImageChannels.Text(output.Channels)}, but images of the target "
                    + $"domain, such as '{images.NameOf(0)}', have {ImageChannels.Text(image.shape[0])}. Have "
                    + "data.source give such images, or give another generator."
            );
        }

        if (!image.shape.SequenceEqual([output.Channels, output.Height, output.Width]))
        {
            // Where its outputs are as large as they should be, the images are not.
            var remedy =
                ratio != SizeRatio.One && ratio.Holds(ImageSize.Square(side), output.Size)
                    ? $"Have data.source bring them to {output.Size}, or give another generator."
                    : $"Choose data.imageSize so that the generator's halvings come out even{nearest()}";
            throw new UserException(
                $"The generator makes {output.Channels}x{output.Height}x{output.Width} of images of {side}x{side}, "
                    + $"but images of the target domain, such as '{images.NameOf(0)}', are "
                    + $"{string.Join('x', image.shape)}. {remedy}"
            );
        }
    }

    private static void Takes(int channels, string what, IImageDataset images)
    {
        if (images.Count == 0)
        {
            return;
        }

        using var image = First(images);
        if (image.shape[0] != channels)
        {
            throw new UserException(
                $"{what} takes images of {ImageChannels.Text(channels)}, but '{images.NameOf(0)}' of the data has "
                    + $"{ImageChannels.Text(image.shape[0])}. Give a network for such images, or other data."
            );
        }
    }

    private static void Translates(
        int inputChannels,
        FeatureShape output,
        SizeRatio ratio,
        string what,
        ImageSize size
    )
    {
        if (!ImageChannels.AreKnown(inputChannels))
        {
            throw new UserException(
                $"{what} takes images of {ImageChannels.Text(inputChannels)}, and image files are read with 1 (grey), "
                    + $"3 (RGB) or 4 (RGBA). Give a generator of such images."
            );
        }

        // Some discriminators keep a ratio too: their outputs are small and have one channel.
        var isJudgement = output.Channels == 1 && ratio.Numerator < ratio.Denominator;
        if (!ImageChannels.AreKnown(output.Channels) || isJudgement || !ratio.Holds(size, output.Size))
        {
            throw new UserException(
                $"{what} makes {output} of an image of {inputChannels}x{size}: it is no image-to-image generator, but "
                    + $"perhaps a discriminator or a classifier. Give a generator's folder."
            );
        }
    }
}
