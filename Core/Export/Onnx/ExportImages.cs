using GsFramework.Core.Data;
using GsFramework.Core.Interchange;
using GsFramework.Data;
using GsFramework.Graph;
using static TorchSharp.torch;

namespace GsFramework.Core.Export.Onnx;

/// <summary>Images on which an exported file is checked or calibrated.</summary>
/// <param name="Images">Each (1, C, H, W), fp32 in [-1, 1]; they belong to the caller's dispose scope.</param>
/// <param name="Source">What they are, for the user.</param>
internal sealed record ExportImages(IReadOnlyList<Tensor> Images, string Source)
{
    /// <summary>On how many images a file is checked, at most.</summary>
    public const int Checked = 8;

    /// <summary>On how many images ranges are calibrated, at most.</summary>
    public const int Calibrating = 64;

    /// <summary>Evenly spaced images of a folder and of the folders in it, brought to a size and to one of
    /// <see cref="ImageChannels"/>.</summary>
    /// <exception cref="UserException">There are none, or one cannot be read.</exception>
    public static ExportImages OfFolder(string folder, int most, ImageSize size, int channels = ImageChannels.Rgb)
    {
        if (!Directory.Exists(folder))
        {
            throw new UserException($"There is no folder '{folder}'. Give a folder of images.");
        }

        var files = FolderListing.Find(folder, recursive: true).Images;
        return files.Count == 0
            ? throw new UserException(
                $"The folder '{folder}' has no images ({string.Join(", ", ImageFile.Extensions)})."
            )
            : new ExportImages(
                [
                    .. Spread(files.Count, most)
                        .Select(index =>
                            ImageDecoder
                                .Decode(files[index].Path, channels: channels)
                                .Cover(size)
                                .ToTensor()
                                .unsqueeze(0)
                        ),
                ],
                $"images of {RelativePath.In(folder, Environment.CurrentDirectory)}"
            );
    }

    /// <summary>Evenly spaced images of a data set, brought to a size.</summary>
    /// <exception cref="UserException">One cannot be read.</exception>
    public static ExportImages Of(IImageDataset images, string source, int most, ImageSize size) =>
        new([.. Spread(images.Count, most).Select(index => Sized(images.Load(index), size).unsqueeze(0))], source);

    /// <summary>Noise, for want of anything better.</summary>
    public static ExportImages Random(int channels, int count, ImageSize size)
    {
        using var generator = new Generator(1, CPU);
        return new ExportImages(
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(_ => (rand([1, channels, size.Height, size.Width], generator: generator) * 2) - 1),
            ],
            "random images"
        );
    }

    private static Tensor Sized(Tensor image, ImageSize size) =>
        (image.shape[1], image.shape[2]) == (size.Height, size.Width) || !ImageChannels.AreKnown((int)image.shape[0])
            ? image
            : PixelImage.FromTensor(image).Cover(size).ToTensor();

    private static IEnumerable<int> Spread(int count, int most) =>
        Enumerable.Range(0, Math.Min(count, most)).Select(i => (int)((long)i * count / Math.Min(count, most)));
}
