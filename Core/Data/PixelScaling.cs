using System.Numerics;
using GsFramework.Graph;

namespace GsFramework.Core.Data;

/// <summary>
/// Bicubic scaling with antialiasing (a = -1/2, kernel widened by the factor when scaling down), as in Pillow and in
/// <c>interpolate(mode: bicubic, antialias: true)</c>; the rows first, then the columns.
/// </summary>
/// <remarks>Not libtorch's, since images are scaled beside the training: that would start a second team of
/// threads.</remarks>
internal static class PixelScaling
{
    /// <summary>The image in another size; itself where it has that size. Colours are weighted by their opacity, so
    /// that what cannot be seen does not bleed into what can.</summary>
    public static PixelImage Scale(PixelImage image, ImageSize size) =>
        image.Size == size ? image
        : image.Channels == ImageChannels.Rgba ? Divided(Scaled(Multiplied(image), size))
        : Scaled(image, size);

    private static PixelImage Scaled(PixelImage image, ImageSize size)
    {
        var (height, width) = size;
        var (rows, columns) = (Taps.For(image.Height, height), Taps.For(image.Width, width));
        var scaled = new byte[image.Channels * height * width];
        var sum = new float[image.Width];
        for (var y = 0; y < image.Channels * height; y++)
        {
            Array.Clear(sum);
            var plane = y / height * image.Height;
            var (first, weights) = rows[y % height];
            for (var tap = 0; tap < weights.Length; tap++)
            {
                Add(image.Planes.AsSpan((plane + first + tap) * image.Width, image.Width), weights[tap], sum);
            }

            for (var x = 0; x < width; x++)
            {
                scaled[(y * width) + x] = Byte(
                    Dot(sum.AsSpan(columns[x].First, columns[x].Weights.Length), columns[x].Weights)
                );
            }
        }

        return image with { Planes = scaled, Height = height, Width = width };
    }

    private static PixelImage Multiplied(PixelImage image) =>
        OfColors(image, static (value, alpha) => ((value * alpha) + 127) / 255);

    private static PixelImage Divided(PixelImage image) =>
        OfColors(image, static (value, alpha) => alpha == 0 ? 0 : Math.Min(255, ((value * 255) + (alpha / 2)) / alpha));

    private static PixelImage OfColors(PixelImage image, Func<int, int, int> change)
    {
        var planes = image.Pixels.ToArray();
        var plane = image.Height * image.Width;
        for (var i = 0; i < 3 * plane; i++)
        {
            planes[i] = (byte)change(planes[i], planes[(3 * plane) + (i % plane)]);
        }

        return image with { Planes = planes };
    }

    private static byte Byte(float value) => (byte)Math.Clamp(MathF.Round(value), 0, 255);

    private static void Add(ReadOnlySpan<byte> row, float weight, Span<float> sum)
    {
        var (i, count) = (0, Vector<float>.Count);
        var factor = new Vector<float>(weight);
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(row[i..]), out var low, out var high);
            Vector.Widen(low, out var a, out var b);
            Vector.Widen(high, out var c, out var d);
            Accumulate(a, factor, sum[i..]);
            Accumulate(b, factor, sum[(i + count)..]);
            Accumulate(c, factor, sum[(i + (2 * count))..]);
            Accumulate(d, factor, sum[(i + (3 * count))..]);
        }

        for (; i < row.Length; i++)
        {
            sum[i] += row[i] * weight;
        }
    }

    private static void Accumulate(Vector<uint> values, Vector<float> factor, Span<float> sum) =>
        (new Vector<float>(sum) + (Vector.ConvertToSingle(Vector.AsVectorInt32(values)) * factor)).CopyTo(sum);

    private static float Dot(ReadOnlySpan<float> values, ReadOnlySpan<float> weights)
    {
        var sum = 0f;
        for (var i = 0; i < values.Length; i++)
        {
            sum += values[i] * weights[i];
        }

        return sum;
    }

    /// <summary>Which inputs make one output.</summary>
    private sealed record Taps(int First, float[] Weights)
    {
        public static Taps[] For(int from, int to)
        {
            var scale = (double)from / to;
            var widened = Math.Max(1, scale);
            return
            [
                .. Enumerable
                    .Range(0, to)
                    .Select(output =>
                    {
                        var center = scale * (output + 0.5);
                        var first = Math.Max(0, (int)(center - (2 * widened) + 0.5));
                        var end = Math.Min(from, (int)(center + (2 * widened) + 0.5));
                        var weights = Enumerable
                            .Range(first, end - first)
                            .Select(input => Cubic((input - center + 0.5) / widened))
                            .ToArray();
                        var total = weights.Sum();
                        return new Taps(first, [.. weights.Select(weight => (float)(weight / total))]);
                    }),
            ];
        }

        private static double Cubic(double x) =>
            Math.Abs(x) switch
            {
                < 1 and var t => (((1.5 * t) - 2.5) * t * t) + 1,
                < 2 and var t => (((((-0.5 * t) + 2.5) * t) - 4) * t) + 2,
                _ => 0,
            };
    }
}
