using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Data;

/// <summary>A decoded image in memory.</summary>
/// <param name="Planes">The bytes of (3, H, W): all of red, all of green, all of blue.</param>
/// <param name="Height">H.</param>
/// <param name="Width">W.</param>
internal sealed record PixelImage(byte[] Planes, int Height, int Width)
{
    /// <summary>(3, H, W), fp32: v / 127.5 - 1.</summary>
    public Tensor ToTensor()
    {
        using var scope = NewDisposeScope();
        return tensor(Planes, [3, Height, Width]).to(float32).div_(127.5).sub_(1).MoveToOuterDisposeScope();
    }

    /// <summary>The image of (3, H, W) or (1, H, W) in [-1, 1]; values outside are clamped, and NaN is black.</summary>
    public static PixelImage FromTensor(Tensor image)
    {
        if (image.dim() != 3 || image.shape[0] is not (1 or 3))
        {
            throw new ArgumentException($"An image is (3, H, W) or (1, H, W), not ({string.Join(", ", image.shape)}).", nameof(image));
        }

        using var scope = NewDisposeScope();
        var bytes = image.detach().cpu().to(float32).add(1).mul_(127.5).nan_to_num(0).round_().clamp_(0, 255)
            .to(ScalarType.Byte).expand(3, -1, -1).contiguous();
        return new PixelImage(bytes.bytes.ToArray(), (int)image.shape[1], (int)image.shape[2]);
    }

    /// <summary>
    /// Scales the image, antialiased and bicubic, until it just covers the size, and cuts out the middle. An image that has
    /// the size already is returned as it is, to the bit.
    /// </summary>
    public PixelImage Cover(int height, int width)
    {
        if (Height == height && Width == width)
        {
            return this;
        }

        using var scope = NewDisposeScope();
        var pixels = tensor(Planes, [1, 3, Height, Width]);
        var ratio = Math.Max((double)height / Height, (double)width / Width);
        var (scaledHeight, scaledWidth) = (
            Math.Max(height, (int)Math.Round(Height * ratio)), Math.Max(width, (int)Math.Round(Width * ratio)));
        if (scaledHeight != Height || scaledWidth != Width)
        {
            pixels = nn.functional.interpolate(pixels.to(float32), [scaledHeight, scaledWidth],
                mode: InterpolationMode.Bicubic, align_corners: false, antialias: true).round_().clamp_(0, 255).to(ScalarType.Byte);
        }

        var cut = pixels.narrow(2, (scaledHeight - height) / 2, height).narrow(3, (scaledWidth - width) / 2, width).contiguous();
        return new PixelImage(cut.bytes.ToArray(), height, width);
    }
}
