using System.Numerics;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>The least and the largest value of a tensor; both NaN when a value is.</summary>
internal readonly record struct Extremes(float Least, float Largest)
{
    /// <summary>Those of a tensor for which <see cref="FloatPass.Fits"/>.</summary>
    public static Extremes Of(Tensor x)
    {
        var (values, count) = (FloatPass.Address(x), x.numel());
        Span<Extremes> each = stackalloc Extremes[FloatPass.Shares(count)];
        if (each.Length == 1)
        {
            return Of(values, 0, count);
        }

        var shares = new Extremes[each.Length];
        FloatPass.Split(count, (share, from, to) => shares[share] = Of(values, from, to));
        return shares.Aggregate(static (one, two) => one.And(two));
    }

    /// <summary>True when no value is below or above, or NaN.</summary>
    public bool Within(float low, float high) => Least >= low && Largest <= high;

    private Extremes And(Extremes other) =>
        new(MathF.Min(Least, other.Least), MathF.Max(Largest, other.Largest));

    private static unsafe Extremes Of(nint address, long from, long to)
    {
        var x = (float*)address;
        var found = new Extremes(x[from], x[from]);
        if (to - from >= 2 * Vector<float>.Count)
        {
            found = Of(x, ref from, to);
        }

        for (; from < to; from++)
        {
            found = found.And(new(x[from], x[from]));
        }

        return found;
    }

    // Two of each, since the next minimum would wait for the last.
    private static unsafe Extremes Of(float* x, ref long from, long to)
    {
        var (least, largest) = (Vector.Load(x + from), Vector.Load(x + from));
        var (otherLeast, otherLargest) = (least, largest);
        var isNumber = Vector<int>.AllBitsSet;
        for (var step = Vector<float>.Count; from + (2 * step) <= to; from += 2 * step)
        {
            var (one, two) = (Vector.Load(x + from), Vector.Load(x + from + step));
            (least, otherLeast) = (Vector.MinNative(least, one), Vector.MinNative(otherLeast, two));
            (largest, otherLargest) = (Vector.MaxNative(largest, one), Vector.MaxNative(otherLargest, two));
            isNumber &= Vector.Equals(one, one) & Vector.Equals(two, two);
        }

        if (isNumber != Vector<int>.AllBitsSet)
        {
            return new(float.NaN, float.NaN);
        }

        (least, largest) = (Vector.Min(least, otherLeast), Vector.Max(largest, otherLargest));
        var found = new Extremes(least[0], largest[0]);
        for (var lane = 1; lane < Vector<float>.Count; lane++)
        {
            found = found.And(new(least[lane], largest[lane]));
        }

        return found;
    }
}
