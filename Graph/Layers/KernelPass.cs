using System.Numerics;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>
/// Rounds a kernel in place to the grid of its own largest value, s = max|W| / n, channel by channel: round(W / s)·s,
/// to the bit as libtorch's abs, amax, div, round, clamp and mul do one after the other.
/// </summary>
internal static unsafe class KernelPass
{
    /// <summary>Rounds a kernel for which <see cref="FloatPass.Fits"/>.</summary>
    /// <param name="kernel">[a, b, k, k].</param>
    /// <param name="axis">The axis of the channels with a scale each; null for one scale of all.</param>
    /// <param name="integerMax">The largest integer, n.</param>
    /// <param name="floor">What max|W| is not below, for each channel; null for 0.</param>
    public static void Round(Tensor kernel, int? axis, int integerMax, Tensor? floor = null)
    {
        var floors = floor?.data<float>().ToArray();
        var (first, shape) = (FloatPass.Address(kernel), kernel.shape);
        var channels = axis is { } at ? shape[at] : 1;
        var block = axis is { } after ? shape.Skip(after + 1).Aggregate(1L, static (a, b) => a * b) : kernel.numel();
        var each = kernel.numel() / channels;
        var shares = Math.Min(FloatPass.Shares(kernel.numel()), (int)channels);
        if (shares == 1)
        {
            Channels(0, channels);
        }
        else
        {
            Parallel.For(0, shares, share => Channels(channels * share / shares, channels * (share + 1) / shares));
        }

        void Channels(long from, long to)
        {
            for (var channel = from; channel < to; channel++)
            {
                var start = (float*)first + (channel * block);
                var largest = floors?[channel] ?? 0f;
                for (var i = 0L; i < each / block; i++)
                {
                    largest = MathF.Max(largest, Largest(start + (i * channels * block), block));
                }

                var scale = largest / integerMax;
                scale = scale == 0 ? 1 : scale;
                for (var i = 0L; i < each / block; i++)
                {
                    Round(start + (i * channels * block), block, scale, integerMax);
                }
            }
        }
    }

    private static float Largest(float* x, long count)
    {
        var (i, largest, most) = (0L, 0f, Vector<float>.Zero);
        for (; i + Vector<float>.Count <= count; i += Vector<float>.Count)
        {
            // NaN where a value is.
            most = Vector.Max(most, Vector.Abs(Vector.Load(x + i)));
        }

        for (var lane = 0; lane < Vector<float>.Count; lane++)
        {
            largest = MathF.Max(largest, most[lane]);
        }

        for (; i < count; i++)
        {
            largest = MathF.Max(largest, MathF.Abs(x[i]));
        }

        return largest;
    }

    private static void Round(float* x, long count, float scale, float integerMax)
    {
        var (i, step, most) = (0L, new Vector<float>(scale), new Vector<float>(integerMax));
        for (; i + Vector<float>.Count <= count; i += Vector<float>.Count)
        {
            var whole = Vector.Round(Vector.Load(x + i) / step);
            Vector.Store(Vector.MinNative(most, Vector.MaxNative(-most, whole)) * step, x + i);
        }

        for (; i < count; i++)
        {
            var whole = MathF.Round(x[i] / scale);
            x[i] = (whole < -integerMax ? -integerMax : whole > integerMax ? integerMax : whole) * scale;
        }
    }
}
