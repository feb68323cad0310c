using System.Buffers;
using GsFramework.Data;
using GsFramework.Graph;
using SkiaSharp;

namespace GsFramework.Core.Data;

/// <summary>Decodes PNG, JPEG, WebP, BMP and TIFF files to bytes.</summary>
internal static class ImageDecoder
{
    private const int StripBytes = 1 << 20;

    /// <summary>Reads an image file; it is turned as its orientation says.</summary>
    /// <param name="path">The file.</param>
    /// <param name="pool">Lends the bytes of the result, which are the caller's to return; null for bytes of its
    /// own.</param>
    /// <param name="channels">One of <see cref="ImageChannels"/>: what the result has, whatever the file has.
    /// Transparency is kept, or flattened on white where there is no channel for it.</param>
    /// <exception cref="UnreadableImageException">The file is missing, no image, damaged or cut off.</exception>
    public static PixelImage Decode(
        string path,
        ArrayPool<byte>? pool = null,
        int channels = ImageChannels.Rgb
    )
    {
        using var data = ImageBytes.Read(path);
        if (TiffDirectory.IsTiff(data.AsSpan()))
        {
            return TiffDecoder.Decode(data, path, pool, channels);
        }

        using var codec = Open(data, path);
        var strips = new List<SKBitmap>();
        try
        {
            if (codec.EncodedFormat == SKEncodedImageFormat.Jpeg)
            {
                ReadRows(codec, strips, path);
            }
            else
            {
                ReadWhole(codec, strips, path);
            }

            return PixelTurning.Upright(Joined(strips, SizeOf(codec), pool, channels), Origin(codec, data), pool);
        }
        finally
        {
            strips.ForEach(static strip => strip.Dispose());
        }
    }

    /// <summary>Looks at the head and the tail of an image file only: cheap, but damage in the middle is not
    /// seen.</summary>
    /// <exception cref="UnreadableImageException">The file is missing, no image or cut off.</exception>
    public static void Inspect(string path)
    {
        using var data = ImageBytes.Read(path);
        if (TiffDirectory.IsTiff(data.AsSpan()))
        {
            _ = TiffDecoder.Open(data.AsSpan(), path);
            return;
        }

        using var codec = Open(data, path);
        if (!ImageBytes.IsWhole(data.AsSpan()))
        {
            throw new UnreadableImageException(
                $"The image '{path}' is cut off before its end. Copy it again, or remove it."
            );
        }
    }

    /// <summary>The size of an image file as it stands upright, from its head alone.</summary>
    /// <exception cref="UnreadableImageException">The file is missing or no image.</exception>
    public static ImageSize Size(string path)
    {
        using var data = ImageBytes.Read(path);
        if (TiffDirectory.IsTiff(data.AsSpan()))
        {
            var header = TiffDecoder.Open(data.AsSpan(), path);
            return PixelTurning.Upright(header.Size, (SKEncodedOrigin)header.Orientation);
        }

        using var codec = Open(data, path);
        return PixelTurning.Upright(SizeOf(codec), Origin(codec, data));
    }

    private static SKEncodedOrigin Origin(SKCodec codec, SKData data) =>
        codec.EncodedFormat == SKEncodedImageFormat.Png ? PngOrientation.Of(data.AsSpan()) : codec.EncodedOrigin;

    private static SKCodec Open(SKData data, string path)
    {
        // Skia knows more formats than are offered here, raw photographs among them: those decoders never see a file.
        var codec = ImageBytes.IsKnown(data.AsSpan()) ? SKCodec.Create(data) : null;
        if (codec is null)
        {
            throw new UnreadableImageException(
                $"'{path}' is not an image that can be read. Give a PNG, JPEG, WebP, BMP or TIFF file, or remove it "
                    + $"from the folder."
            );
        }

        if (ImageHeaderCheck.Fault(data.AsSpan(), SizeOf(codec)) is { } fault)
        {
            codec.Dispose();
            throw new UnreadableImageException($"'{path}' {fault}");
        }

        return codec;
    }

    // From the top down, taking memory only for rows that the file really has.
    private static void ReadRows(SKCodec codec, List<SKBitmap> strips, string path)
    {
        var (height, width) = SizeOf(codec);
        CheckResult(codec.StartScanlineDecode(Format(SizeOf(codec))), path);
        for (var row = 0; row < height;)
        {
            var strip = Room(new ImageSize(Math.Clamp(StripBytes / (4 * width), 1, height - row), width), path);
            strips.Add(strip);
            var read = codec.GetScanlines(strip.GetPixels(), strip.Height, strip.RowBytes);
            row += read;
            if (read < strip.Height)
            {
                throw new UnreadableImageException(
                    $"The image '{path}' is damaged or cut off: only {row} of its {height} rows can be read. Copy it "
                        + $"again, or remove it."
                );
            }
        }
    }

    private static void ReadWhole(SKCodec codec, List<SKBitmap> strips, string path)
    {
        var bitmap = Room(SizeOf(codec), path);
        strips.Add(bitmap);
        CheckResult(codec.GetPixels(bitmap.Info, bitmap.GetPixels()), path);
    }

    // Skia fills what is missing of a damaged image with nothing and would hand that out: its verdict counts.
    private static void CheckResult(SKCodecResult result, string path)
    {
        if (result != SKCodecResult.Success)
        {
            throw new UnreadableImageException(
                result == SKCodecResult.IncompleteInput
                    ? $"The image '{path}' is cut off before its end. Copy it again, or remove it."
                    : $"The image '{path}' is damaged ({result}). Copy it again, or remove it."
            );
        }
    }

    private static ImageSize SizeOf(SKCodec codec) => new(codec.Info.Height, codec.Info.Width);

    // Unpremultiplied and without a colour space: the very values of the file.
    private static SKImageInfo Format(ImageSize size) =>
        new(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);

    private static SKBitmap Room(ImageSize size, string path)
    {
        var bitmap = new SKBitmap();
        if (bitmap.TryAllocPixels(Format(size)))
        {
            return bitmap;
        }

        bitmap.Dispose();
        throw new UnreadableImageException($"There is no memory for the {size} pixels of '{path}'. Scale it down.");
    }

    // Four bytes a pixel leave no gaps between rows.
    private static PixelImage Joined(List<SKBitmap> strips, ImageSize size, ArrayPool<byte>? pool, int channels)
    {
        var image = PixelImage.Room(size, channels, pool);
        var at = 0;
        foreach (var strip in strips)
        {
            RgbaPixels.Put(strip.GetPixelSpan(), image, at);
            at += strip.Height * strip.Width;
        }

        return image;
    }
}
