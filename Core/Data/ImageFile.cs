using GsFramework.Core.Interchange;
using GsFramework.Graph;
using SkiaSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Data;

/// <summary>Image files as tensors (3, H, W), fp32 in [-1, 1], and back.</summary>
internal static class ImageFile
{
    /// <summary>The extensions by which images are found in a folder.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".png", ".jpg", ".jpeg", ".webp", ".bmp"];

    /// <summary>Reads an image: v / 127.5 - 1. Transparency is flattened on white.</summary>
    /// <exception cref="UserException">The file is missing, no image, damaged or cut off.</exception>
    public static Tensor Load(string path) => ImageDecoder.Decode(path).ToTensor();

    /// <summary>Reads an image, scales its shorter side to <paramref name="size"/> and cuts out the middle square; an
    /// image of that size keeps its exact pixels.</summary>
    /// <exception cref="UserException">The file is missing, no image, damaged or cut off.</exception>
    public static Tensor Load(string path, int size) =>
        ImageDecoder.Decode(path).Cover(ImageSize.Square(size)).ToTensor();

    /// <summary>Writes an image (3, H, W) or (1, H, W); values are clamped to [-1, 1]. The format is PNG, or JPEG or
    /// WebP where the extension says so.</summary>
    /// <exception cref="UserException">The file cannot be written.</exception>
    public static void Save(string path, Tensor image) => Save(path, PixelImage.FromTensor(image));

    /// <summary>Writes an image in the format of the file's extension.</summary>
    /// <exception cref="UserException">The file cannot be written.</exception>
    public static void Save(string path, PixelImage image)
    {
        using var bitmap = ToBitmap(image);
        Save(path, bitmap);
    }

    /// <summary>Writes a bitmap in the format of the file's extension.</summary>
    /// <exception cref="UserException">The file cannot be written.</exception>
    public static void Save(string path, SKBitmap bitmap)
    {
        var format = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".jpg" or ".jpeg" => SKEncodedImageFormat.Jpeg,
            ".webp" => SKEncodedImageFormat.Webp,
            _ => SKEncodedImageFormat.Png,
        };
        using var encoded = bitmap.Encode(format, 95)
            ?? throw new UserException(
                $"'{path}' cannot be written: {new ImageSize(bitmap.Height, bitmap.Width)} pixels are too many for "
                    + $"{format}. Write a PNG instead."
            );
        AtomicFile.Write(path, stream => stream.Write(encoded.AsSpan()));
    }

    /// <summary>The image as an opaque bitmap.</summary>
    public static SKBitmap ToBitmap(PixelImage image)
    {
        var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var plane = image.Height * image.Width;
        var rgba = new byte[4 * plane];
        for (var i = 0; i < plane; i++)
        {
            rgba[4 * i] = image.Planes[i];
            rgba[(4 * i) + 1] = image.Planes[plane + i];
            rgba[(4 * i) + 2] = image.Planes[(2 * plane) + i];
            rgba[(4 * i) + 3] = 255;
        }

        // Four bytes a pixel leave no gaps between rows.
        System.Runtime.InteropServices.Marshal.Copy(rgba, 0, bitmap.GetPixels(), rgba.Length);
        return bitmap;
    }
}
