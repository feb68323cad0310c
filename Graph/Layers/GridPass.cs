using System.Numerics;

namespace GsFramework.Graph.Layers;

/// <summary>Rounds to the multiples of a scale within bounds, in one pass and to the bit as libtorch's clamp, div,
/// round and mul do one after the other: half to even, and what is no number stays so.</summary>
/// <param name="low">The lower bound.</param>
/// <param name="high">The upper bound.</param>
/// <param name="scale">The scale.</param>
internal sealed unsafe class GridPass(float low, float high, float scale)
{
    /// <summary>y = round(clamp(x, low, high) / scale)·scale. x and y may be the same memory.</summary>
    /// <param name="x">Values.</param>
    /// <param name="y">Results.</param>
    /// <param name="count">How many.</param>
    public void Round(nint x, nint y, long count) =>
        FloatPass.Split(count, (_, from, to) => Round((float*)x, (float*)y, from, to));

    /// <summary>The same, and 1 where x is within the bounds, 0 elsewhere.</summary>
    /// <param name="x">Values.</param>
    /// <param name="y">Results; not the memory of x.</param>
    /// <param name="mask">The ones and zeros.</param>
    /// <param name="count">How many.</param>
    public void Round(nint x, nint y, nint mask, long count) =>
        FloatPass.Split(count, (_, from, to) => Round((float*)x, (float*)y, (float*)mask, from, to));

    private void Round(float* x, float* y, long from, long to)
    {
        var (least, most, step) = (new Vector<float>(low), new Vector<float>(high), new Vector<float>(scale));
        for (; from + Vector<float>.Count <= to; from += Vector<float>.Count)
        {
            Vector.Store(OnGrid(Vector.Load(x + from), least, most, step), y + from);
        }

        for (; from < to; from++)
        {
            y[from] = OnGrid(x[from]);
        }
    }

    private void Round(float* x, float* y, float* mask, long from, long to)
    {
        var (least, most, step) = (new Vector<float>(low), new Vector<float>(high), new Vector<float>(scale));
        for (; from + Vector<float>.Count <= to; from += Vector<float>.Count)
        {
            var value = Vector.Load(x + from);
            var inside = Vector.GreaterThanOrEqual(value, least) & Vector.LessThanOrEqual(value, most);
            Vector.Store(OnGrid(value, least, most, step), y + from);
            Vector.Store(Vector.AsVectorSingle(inside) & Vector<float>.One, mask + from);
        }

        for (; from < to; from++)
        {
            var value = x[from];
            y[from] = OnGrid(value);
            mask[from] = value >= low && value <= high ? 1 : 0;
        }
    }

    // In this order of arguments both give the value itself where it equals the bound (of zeros, its own), or is NaN.
    private static Vector<float> OnGrid(Vector<float> x, Vector<float> low, Vector<float> high, Vector<float> scale) =>
        Vector.Round(Vector.MinNative(high, Vector.MaxNative(low, x)) / scale) * scale;

    private float OnGrid(float x) => MathF.Round((x < low ? low : x > high ? high : x) / scale) * scale;
}
