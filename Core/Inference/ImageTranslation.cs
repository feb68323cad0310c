using GsFramework.Core.Data;
using GsFramework.Graph;

namespace GsFramework.Core.Inference;

/// <summary>Translates an image of any size: as a whole, a MODEL in bands of rows, an
/// .onnx file in tiles.</summary>
internal static class ImageTranslation
{
    /// <summary>Translates an image.</summary>
    /// <inheritdoc cref="TiledTranslation.Run"/>
    public static PixelImage Run(
        IImageNetwork network,
        PixelImage image,
        string name,
        Tiling tiling,
        Action<int, int>? report = null,
        CancellationToken cancellation = default
    ) =>
        tiling.InBands(network, image.Size) is { } banded
            ? BandedTranslation.Run(
                banded,
                image,
                name,
                BandedTranslation.Limits(tiling, WorkingMemory.Free()),
                report,
                cancellation
            )
            : TiledTranslation.Run(network, image, name, tiling, report, cancellation);

    /// <summary>What tiles do to an image, as a warning; null where they do nothing.</summary>
    /// <param name="network">The network.</param>
    /// <param name="model">Its name for the user.</param>
    /// <param name="image">The image's name for the user.</param>
    /// <param name="size">The image's size.</param>
    /// <param name="tiling">How it is cut.</param>
    public static string? Warning(IImageNetwork network, string model, string image, ImageSize size, Tiling tiling)
    {
        if (network is not OnnxImages { SeesWholeImage: true })
        {
            return null;
        }

        var (rows, columns) = tiling.For(network, size);
        if (rows.Starts.Count * columns.Starts.Count == 1)
        {
            return null;
        }

        var whole = (int)Math.Ceiling(Math.Sqrt((double)size.Height * size.Width));
        return $"'{image}' has {size} pixels and is translated in tiles. '{model}' has norms over the image, and in an "
            + ".onnx file they see one tile at a time: colours differ from those of the whole image, and from tile to "
            + "tile. Give the MODEL folder that it was exported from, which translates large images exactly"
            + (network.FixedSize is null ? $", or '--tile {whole}' if there is memory for one piece" : "");
    }
}
