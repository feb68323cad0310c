using System.Runtime.InteropServices;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using SkiaSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Data;

/// <summary>Image files as tensors (C, H, W), fp32 in [-1, 1], and back.</summary>
internal static class ImageFile
{
    /// <summary>The quality of JPEG and lossy WebP, from 1 to 100.</summary>
    public const int UsualQuality = 95;

    /// <summary>The extensions by which images are found in a folder.</summary>
    public static IReadOnlyList<string> Extensions { get; } =
        [".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff"];

    /// <summary>Reads an image, (3, H, W): v / 127.5 - 1. Transparency is flattened on white.</summary>
    /// <exception cref="UserException">The file is missing, no image, damaged or cut off.</exception>
    public static Tensor Load(string path) => ImageDecoder.Decode(path).ToTensor();

    /// <summary>Reads an image, scales its shorter side to <paramref name="size"/> and cuts out the middle square; an
    /// image of that size keeps its exact pixels.</summary>
    /// <exception cref="UserException">The file is missing, no image, damaged or cut off.</exception>
    public static Tensor Load(string path, int size) =>
        ImageDecoder.Decode(path).Cover(ImageSize.Square(size)).ToTensor();

    /// <summary>Writes an image of one, three or four channels; values are clamped to [-1, 1]. The format is PNG, or
    /// JPEG or WebP where the extension says so.</summary>
    /// <exception cref="UserException">The file cannot be written.</exception>
    public static void Save(string path, Tensor image) => Save(path, PixelImage.FromTensor(image));

    /// <summary>Writes an image in the format of the file's extension, grey and with opacity where the format has such
    /// images. JPEG has no opacity: what is transparent becomes white. WebP has no grey.</summary>
    /// <param name="path">The file.</param>
    /// <param name="image">The image.</param>
    /// <param name="quality">Of JPEG and WebP, from 1 to 100; with 100 WebP loses nothing.</param>
    /// <exception cref="UserException">The file cannot be written.</exception>
    public static void Save(string path, PixelImage image, int quality = UsualQuality)
    {
        var lacksChannels =
            (FormatOf(path), image.Channels)
            is (SKEncodedImageFormat.Jpeg, ImageChannels.Rgba)
                or (SKEncodedImageFormat.Webp, ImageChannels.Gray);
        using var bitmap = ToBitmap(lacksChannels ? image.ToRgb() : image);
        Save(path, bitmap, quality);
    }

    /// <summary>Writes a bitmap in the format of the file's extension.</summary>
    /// <exception cref="UserException">The file cannot be written.</exception>
    public static void Save(string path, SKBitmap bitmap, int quality = UsualQuality)
    {
        var format = FormatOf(path);
        using var encoded = bitmap.Encode(format, quality)
            ?? throw new UserException(
                $"'{path}' cannot be written: {new ImageSize(bitmap.Height, bitmap.Width)} pixels are too many for "
                    + $"{format}. Write a PNG instead."
            );
        AtomicFile.Write(path, stream => stream.Write(encoded.AsSpan()));
    }

    /// <summary>The image as a bitmap, opaque where it has no opacity of its own.</summary>
    public static SKBitmap ToBitmap(PixelImage image)
    {
        if (image.Channels == ImageChannels.Gray)
        {
            return Filled(SKColorType.Gray8, SKAlphaType.Opaque, image, image.Planes);
        }

        var plane = image.Height * image.Width;
        var rgba = new byte[4 * plane];
        var hasAlpha = image.Channels == ImageChannels.Rgba;
        for (var i = 0; i < plane; i++)
        {
            rgba[4 * i] = image.Planes[i];
            rgba[(4 * i) + 1] = image.Planes[plane + i];
            rgba[(4 * i) + 2] = image.Planes[(2 * plane) + i];
            rgba[(4 * i) + 3] = hasAlpha ? image.Planes[(3 * plane) + i] : (byte)255;
        }

        return Filled(SKColorType.Rgba8888, hasAlpha ? SKAlphaType.Unpremul : SKAlphaType.Opaque, image, rgba);
    }

    private static SKEncodedImageFormat FormatOf(string path) =>
        Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".jpg" or ".jpeg" => SKEncodedImageFormat.Jpeg,
            ".webp" => SKEncodedImageFormat.Webp,
            _ => SKEncodedImageFormat.Png,
        };

    private static SKBitmap Filled(SKColorType color, SKAlphaType alpha, PixelImage image, byte[] bytes)
    {
        var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, color, alpha));

        // Neither one byte a pixel nor four leave gaps between rows.
        Marshal.Copy(bytes, 0, bitmap.GetPixels(), bitmap.ByteCount);
        return bitmap;
    }
}
