using SkiaSharp;

namespace GsFramework.Host.Data;

/// <summary>Decodes image files of any kind that Skia knows to RGB bytes.</summary>
internal static class ImageDecoder
{
    // A file of a few bytes can claim billions of pixels.
    private const long MostPixels = 100_000_000;

    /// <summary>Reads an image file. Transparency is flattened on white, EXIF orientation applied.</summary>
    /// <exception cref="UserException">The file is missing, no image, damaged or cut off.</exception>
    public static PixelImage Decode(string path)
    {
        using var data = SKData.CreateCopy(Bytes(path));
        using var codec = SKCodec.Create(data) ?? throw new UserException(
            $"'{path}' is not an image that can be read. Give a PNG, JPEG, WebP or BMP file, or remove it from the folder.");
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > MostPixels)
        {
            throw new UserException($"'{path}' claims {width}x{height} pixels; at most {MostPixels} are read. Scale it down.");
        }

        // Unpremultiplied and without a colour space: the very values of the file.
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        // Skia fills what is missing of a damaged image with nothing and would hand that out: its verdict counts.
        var result = codec.GetPixels(bitmap.Info, bitmap.GetPixels());
        if (result != SKCodecResult.Success)
        {
            throw new UserException(result == SKCodecResult.IncompleteInput
                ? $"The image '{path}' is cut off before its end. Copy it again, or remove it."
                : $"The image '{path}' is damaged ({result}). Copy it again, or remove it.");
        }

        return Turn(Flatten(bitmap.GetPixelSpan(), bitmap.RowBytes, height, width), codec.EncodedOrigin);
    }

    private static byte[] Bytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserException($"There is no image '{path}'. Check the path.", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException(Directory.Exists(path)
                ? $"'{path}' is a folder, but an image file is expected."
                : $"The image '{path}' cannot be read: {fault.Message}", fault);
        }
    }

    private static PixelImage Flatten(ReadOnlySpan<byte> rgba, int rowBytes, int height, int width)
    {
        var planes = new byte[3 * height * width];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = (y * rowBytes) + (4 * x);
                var alpha = rgba[at + 3];
                for (var c = 0; c < 3; c++)
                {
                    var value = ((rgba[at + c] * alpha) + (255 * (255 - alpha)) + 127) / 255;
                    planes[(((c * height) + y) * width) + x] = (byte)value;
                }
            }
        }

        return new PixelImage(planes, height, width);
    }

    // EXIF says how to turn the stored image so that it stands upright: mirror along the diagonal, then the axes.
    private static PixelImage Turn(PixelImage image, SKEncodedOrigin origin)
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
        var planes = new byte[image.Planes.Length];
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

        return new PixelImage(planes, height, width);
    }
}
