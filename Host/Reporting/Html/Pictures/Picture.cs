using GsFramework.Core.Data;
using SkiaSharp;

namespace GsFramework.Host.Reporting.Html.Pictures;

/// <summary>An image within the page.</summary>
/// <param name="Source">A data URI.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
internal sealed record Picture(string Source, int Width, int Height)
{
    /// <summary>PNGs of more bytes are embedded as JPEG: a page of large photographs would have tens of
    /// megabytes.</summary>
    public const int LargestPng = 48 * 1024;

    /// <summary>The quality of those.</summary>
    public const int JpegQuality = 92;

    /// <summary>Reads a PNG.</summary>
    /// <exception cref="UserException">It is damaged.</exception>
    public static Picture Read(string path)
    {
        var image = ImageDecoder.Decode(path);
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length <= LargestPng)
        {
            return new Picture("data:image/png;base64," + Convert.ToBase64String(bytes), image.Width, image.Height);
        }

        return Jpeg(image, JpegQuality);
    }

    /// <summary>The same as JPEG, whatever its size.</summary>
    /// <inheritdoc cref="Read"/>
    public static Picture ReadJpeg(string path, int quality) => Jpeg(ImageDecoder.Decode(path), quality);

    private static Picture Jpeg(PixelImage image, int quality)
    {
        using var bitmap = ImageFile.ToBitmap(image);
        using var encoded = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality);
        return new Picture(
            "data:image/jpeg;base64," + Convert.ToBase64String(encoded.AsSpan()),
            image.Width,
            image.Height
        );
    }
}
