using GsFramework.Core.Data;
using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Inference;

/// <summary>An image that is continued to the right and to the bottom, so that its sides suit a network: mirrored, or
/// where it is too small for that, by its last pixels again.</summary>
internal static class ExtendedImage
{
    /// <summary>A part of the extended image.</summary>
    /// <returns>(1, C, H, W) in [-1, 1].</returns>
    public static Tensor Part(PixelImage image, int top, int left, ImageSize size)
    {
        var (height, width) = (Math.Min(size.Height, image.Height - top), Math.Min(size.Width, image.Width - left));
        var part = image.Cut(top, left, new ImageSize(height, width)).ToTensor().unsqueeze(0);
        return Extended(Extended(part, 0, size.Height - height), size.Width - width, 0);
    }

    /// <summary>Rows of the image when it is extended to a size.</summary>
    /// <returns>(1, C, rows, W) in [-1, 1].</returns>
    public static Tensor Rows(PixelImage image, ImageSize extended, int from, int to)
    {
        // What is beyond the image mirrors rows before its end.
        var first = Math.Max(0, Math.Min(from, (2 * image.Height) - 1 - to));
        var beyond = to > image.Height;
        var part = Part(image, beyond ? first : from, 0, extended with { Height = to - (beyond ? first : from) });
        return beyond ? part.narrow(2, from - first, to - from) : part;
    }

    private static Tensor Extended(Tensor part, int right, int bottom)
    {
        var isMirrored = right < part.shape[3] && bottom < part.shape[2];
        return right + bottom == 0
            ? part
            : nn.functional.pad(
                part,
                [0, right, 0, bottom],
                isMirrored ? PaddingModes.Reflect : PaddingModes.Replicate
            );
    }
}
