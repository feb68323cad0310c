using System.Buffers;
using SkiaSharp;

namespace GsFramework.Host.Data;

/// <summary>Decodes PNG, JPEG, WebP and BMP files to RGB bytes.</summary>
internal static class ImageDecoder
{
    /// <summary>Pixels that are read of a file of any size.</summary>
    public const long AlwaysAllowedPixels = 4L << 20;

    // What deflate packs at most. A file of a few bytes can claim billions of pixels.
    private const long MostPixelsPerByte = 1024;
    private const long MostPixels = 100_000_000;

    /// <summary>Reads an image file. Transparency is flattened on white, EXIF orientation applied.</summary>
    /// <param name="path">The file.</param>
    /// <param name="pool">Lends the bytes of the result, which are the caller's to return; null for bytes of its own.</param>
    /// <exception cref="UserException">The file is missing, no image, damaged or cut off.</exception>
    public static PixelImage Decode(string path, ArrayPool<byte>? pool = null)
    {
        using var data = ImageBytes.Read(path);
        using var codec = Open(data, path);

        // Unpremultiplied and without a colour space: the very values of the file.
        using var bitmap = new SKBitmap();
        if (!bitmap.TryAllocPixels(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul)))
        {
            throw new UserException($"There is no memory for the {codec.Info.Width}x{codec.Info.Height} pixels of '{path}'. Scale it down.");
        }

        // Skia fills what is missing of a damaged image with nothing and would hand that out: its verdict counts.
        var result = codec.GetPixels(bitmap.Info, bitmap.GetPixels());
        if (result != SKCodecResult.Success)
        {
            throw new UserException(result == SKCodecResult.IncompleteInput
                ? $"The image '{path}' is cut off before its end. Copy it again, or remove it."
                : $"The image '{path}' is damaged ({result}). Copy it again, or remove it.");
        }

        return Turn(Flatten(bitmap, pool), codec.EncodedOrigin, pool);
    }

    /// <summary>Looks at the head and the tail of an image file only: cheap, but damage in the middle is not seen.</summary>
    /// <exception cref="UserException">The file is missing, no image or cut off.</exception>
    public static void Inspect(string path)
    {
        using var data = ImageBytes.Read(path);
        using var codec = Open(data, path);
        if (!ImageBytes.IsWhole(data.AsSpan()))
        {
            throw new UserException($"The image '{path}' is cut off before its end. Copy it again, or remove it.");
        }
    }

    private static SKCodec Open(SKData data, string path)
    {
        // Skia knows more formats than are offered here, raw photographs among them: those decoders never see a file.
        var codec = ImageBytes.IsKnown(data.AsSpan()) ? SKCodec.Create(data) : null;
        if (codec is null)
        {
            throw new UserException(
                $"'{path}' is not an image that can be read. Give a PNG, JPEG, WebP or BMP file, or remove it from the folder.");
        }

        var (width, height) = (codec.Info.Width, codec.Info.Height);
        var most = Math.Min(MostPixels, Math.Max(AlwaysAllowedPixels, MostPixelsPerByte * data.Size));
        if ((long)width * height > most)
        {
            codec.Dispose();
            throw new UserException(
                $"'{path}' claims {width}x{height} pixels; of a file of {data.Size} bytes at most {most} are read. Scale it down.");
        }

        return codec;
    }

    private static PixelImage Flatten(SKBitmap bitmap, ArrayPool<byte>? pool)
    {
        var (height, width, rowBytes) = (bitmap.Height, bitmap.Width, bitmap.RowBytes);
        var plane = height * width;
        var planes = Room(3 * plane, pool);
        var rgba = bitmap.GetPixelSpan();
        var red = planes.AsSpan(0, plane);
        var green = planes.AsSpan(plane, plane);
        var blue = planes.AsSpan(2 * plane, plane);
        for (var y = 0; y < height; y++)
        {
            var row = rgba.Slice(y * rowBytes, 4 * width);
            for (var x = 0; x < width; x++)
            {
                var (at, alpha) = ((y * width) + x, row[(4 * x) + 3]);
                red[at] = OnWhite(row[4 * x], alpha);
                green[at] = OnWhite(row[(4 * x) + 1], alpha);
                blue[at] = OnWhite(row[(4 * x) + 2], alpha);
            }
        }

        return new PixelImage(planes, height, width);
    }

    private static byte OnWhite(byte value, byte alpha) =>
        alpha == 255 ? value : (byte)(((value * alpha) + (255 * (255 - alpha)) + 127) / 255);

    // EXIF says how to turn the stored image so that it stands upright: mirror along the diagonal, then the axes.
    private static PixelImage Turn(PixelImage image, SKEncodedOrigin origin, ArrayPool<byte>? pool)
    {
        var (transpose, flipX, flipY) = origin switch
        {
            SKEncodedOrigin.TopRight => (false, true, false),
            SKEncodedOrigin.BottomRight => (false, true, true),
            SKEncodedOrigin.BottomLeft => (false, false, true),
            SKEncodedOrigin.LeftTop => (true, false, false),
            SKEncodedOrigin.RightTop => (true, true, false),
            SKEncodedOrigin.RightBottom => (true, true, true),
            SKEncodedOrigin.LeftBottom => (true, false, true),
            _ => (false, false, false),
        };
        if (!transpose && !flipX && !flipY)
        {
            return image;
        }

        var (height, width) = transpose ? (image.Width, image.Height) : (image.Height, image.Width);
        var planes = Room(image.Pixels.Length, pool);
        for (var c = 0; c < 3; c++)
        {
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var (row, column) = (flipY ? height - 1 - y : y, flipX ? width - 1 - x : x);
                    (row, column) = transpose ? (column, row) : (row, column);
                    planes[(((c * height) + y) * width) + x] =
                        image.Planes[(((c * image.Height) + row) * image.Width) + column];
                }
            }
        }

        pool?.Return(image.Planes);
        return new PixelImage(planes, height, width);
    }

    private static byte[] Room(int bytes, ArrayPool<byte>? pool) => pool?.Rent(bytes) ?? new byte[bytes];
}
