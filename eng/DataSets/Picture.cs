using SkiaSharp;

namespace GsFramework.DataSets;

/// <summary>An RGB picture in memory.</summary>
/// <param name="Pixels">Bytes, row by row, red, green, blue.</param>
/// <param name="Height">H.</param>
/// <param name="Width">W.</param>
public sealed record Picture(byte[] Pixels, int Height, int Width)
{
    /// <summary>Reads a picture file; transparency is flattened on white.</summary>
    /// <exception cref="FetchException">The file is no picture.</exception>
    public static Picture Read(string path)
    {
        using var codec = SKCodec.Create(path) ?? throw new FetchException($"'{path}' is not a picture.");
        using var bitmap = new SKBitmap(
            new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul)
        );
        if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) != SKCodecResult.Success)
        {
            throw new FetchException($"'{path}' is damaged.");
        }

        var (height, width) = (bitmap.Height, bitmap.Width);
        var rgba = bitmap.GetPixelSpan();
        var pixels = new byte[3 * height * width];
        for (var i = 0; i < height * width; i++)
        {
            var alpha = rgba[(4 * i) + 3];
            for (var c = 0; c < 3; c++)
            {
                pixels[(3 * i) + c] = (byte)(((rgba[(4 * i) + c] * alpha) + (255 * (255 - alpha)) + 127) / 255);
            }
        }

        return new Picture(pixels, height, width);
    }

    /// <summary>A square of the picture, brought to <paramref name="side"/> pixels by the mean over the area of
    /// each.</summary>
    public Picture Cut(Cell cell, int side)
    {
        var scale = cell.Side / side;
        var result = new byte[3 * side * side];
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                Mean(cell.Y + (y * scale), cell.X + (x * scale), scale, result.AsSpan(3 * ((y * side) + x), 3));
            }
        }

        return new Picture(result, side, side);
    }

    /// <summary>Writes the picture as PNG.</summary>
    public void Save(string path)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var at = 3 * ((y * Width) + x);
                bitmap.SetPixel(x, y, new SKColor(Pixels[at], Pixels[at + 1], Pixels[at + 2]));
            }
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        using var stream = File.Create(path);
        data.SaveTo(stream);
    }

    /// <summary>The mean of the luminance, and the mean difference of neighbouring pixels in it, in 0 … 255.</summary>
    public (double Mean, double Detail) Luminance()
    {
        var (sum, differences) = (0.0, 0.0);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var here = At(y, x);
                sum += here;
                differences += Math.Abs(here - At(y, Math.Max(0, x - 1))) + Math.Abs(here - At(Math.Max(0, y - 1), x));
            }
        }

        return (sum / (Height * Width), differences / (2.0 * Height * Width));
    }

    private double At(int y, int x)
    {
        var at = 3 * ((y * Width) + x);
        return (0.299 * Pixels[at]) + (0.587 * Pixels[at + 1]) + (0.114 * Pixels[at + 2]);
    }

    private void Mean(double top, double left, double side, Span<byte> color)
    {
        Span<double> sum = stackalloc double[3];
        var area = 0.0;
        var (lastRow, lastColumn) = (
            Math.Min(Height, (int)Math.Ceiling(top + side - 1e-9)),
            Math.Min(Width, (int)Math.Ceiling(left + side - 1e-9))
        );
        for (var y = Math.Max(0, (int)top); y < lastRow; y++)
        {
            var high = Math.Min(y + 1, top + side) - Math.Max(y, top);
            for (var x = Math.Max(0, (int)left); x < lastColumn; x++)
            {
                var weight = high * (Math.Min(x + 1, left + side) - Math.Max(x, left));
                area += weight;
                for (var c = 0; c < 3; c++)
                {
                    sum[c] += weight * Pixels[(3 * ((y * Width) + x)) + c];
                }
            }
        }

        for (var c = 0; c < 3; c++)
        {
            color[c] = (byte)Math.Clamp(Math.Round(sum[c] / area), 0, 255);
        }
    }
}
