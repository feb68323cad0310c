using System.Buffers;
using System.Runtime.InteropServices;
using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Data;

/// <summary>A decoded image in memory.</summary>
/// <param name="Planes">The bytes of (C, H, W): all of red, all of green, all of blue, or all of grey; then all of the
/// opacity. What is behind them is not of the image.</param>
/// <param name="Height">H.</param>
/// <param name="Width">W.</param>
/// <param name="Channels">C, one of <see cref="ImageChannels"/>.</param>
internal sealed record PixelImage(byte[] Planes, int Height, int Width, int Channels = ImageChannels.Rgb)
{
    // v / 127.5 - 1.
    private static readonly float[] _values =
    [
        .. Enumerable.Range(0, 256).Select(static value => (value / 127.5f) - 1),
    ];

    /// <summary>Its height and width.</summary>
    public ImageSize Size => new(Height, Width);

    /// <summary>The image's bytes.</summary>
    public ReadOnlySpan<byte> Pixels => Planes.AsSpan(0, Channels * Height * Width);

    /// <summary>An image to be filled.</summary>
    /// <param name="size">Its size.</param>
    /// <param name="channels">Its channels.</param>
    /// <param name="pool">Lends its bytes, or null for bytes of its own.</param>
    public static PixelImage Room(ImageSize size, int channels, ArrayPool<byte>? pool)
    {
        var bytes = channels * size.Height * size.Width;
        return new PixelImage(pool?.Rent(bytes) ?? new byte[bytes], size.Height, size.Width, channels);
    }

    /// <summary>(C, H, W), fp32: v / 127.5 - 1.</summary>
    public Tensor ToTensor()
    {
        var image = empty([Channels, Height, Width], dtype: float32);
        var target = MemoryMarshal.Cast<byte, float>(image.bytes);
        var pixels = Pixels;
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = _values[pixels[i]];
        }

        return image;
    }

    /// <summary>The image of (C, H, W) in [-1, 1]; values outside are clamped, and NaN is black.</summary>
    /// <exception cref="ArgumentException">C is not one of <see cref="ImageChannels"/>.</exception>
    public static PixelImage FromTensor(Tensor image)
    {
        if (image.dim() != 3 || !ImageChannels.AreKnown((int)image.shape[0]))
        {
            throw new ArgumentException(
                $"An image is (1, H, W), (3, H, W) or (4, H, W), not ({string.Join(", ", image.shape)}).",
                nameof(image)
            );
        }

        using var scope = NewDisposeScope();
        var bytes = image
            .detach()
            .cpu()
            .to(float32)
            .add(1)
            .mul_(127.5)
            .nan_to_num(0)
            .round_()
            .clamp_(0, 255)
            .to(ScalarType.Byte)
            .contiguous();
        return new PixelImage(
            bytes.bytes.ToArray(),
            (int)image.shape[1],
            (int)image.shape[2],
            (int)image.shape[0]
        );
    }

    /// <summary>Overwrites rows with those of (C, H, W) in [-1, 1]. What is beyond the image, to the right or below, is
    /// left out.</summary>
    /// <param name="band">At least as wide as the image, with its channels.</param>
    /// <param name="top">The first row.</param>
    public void Write(Tensor band, int top)
    {
        using var scope = NewDisposeScope();
        var height = (int)Math.Min(band.shape[1], Height - top);
        if (height <= 0)
        {
            return;
        }

        var part = FromTensor(band.narrow(1, 0, height).narrow(2, 0, Width));
        for (var row = 0; row < Channels * height; row++)
        {
            var target = (((row / height) * Height) + top + (row % height)) * Width;
            part.Planes.AsSpan(row * Width, Width).CopyTo(Planes.AsSpan(target));
        }
    }

    /// <summary>The image with three channels: grey in each of them, transparency flattened on white.</summary>
    public PixelImage ToRgb()
    {
        if (Channels == ImageChannels.Rgb)
        {
            return this;
        }

        var plane = Height * Width;
        var rgb = new byte[ImageChannels.Rgb * plane];
        for (var i = 0; i < rgb.Length; i++)
        {
            rgb[i] =
                Channels == ImageChannels.Gray
                    ? Planes[i % plane]
                    : RgbaPixels.OnWhite(Planes[i], Planes[(3 * plane) + (i % plane)]);
        }

        return new PixelImage(rgb, Height, Width);
    }

    /// <summary>
    /// Scales the image, antialiased and bicubic, until it just covers the size, and cuts out the middle. An image that
    /// has the size already is returned as it is, to the bit.
    /// </summary>
    public PixelImage Cover(ImageSize size) => new ImageFit(ImageResize.Cover, size, size).Apply(this);

    /// <summary>The part with its upper left corner at a place; the image itself where that is all of it.</summary>
    public PixelImage Cut(int top, int left, ImageSize size)
    {
        if (size == Size)
        {
            return this;
        }

        var (height, width) = size;
        var cut = new byte[Channels * height * width];
        for (var row = 0; row < Channels * height; row++)
        {
            var from = ((((row / height) * Height) + top + (row % height)) * Width) + left;
            Planes.AsSpan(from, width).CopyTo(cut.AsSpan(row * width));
        }

        return this with { Planes = cut, Height = height, Width = width };
    }
}
