using System.ComponentModel.DataAnnotations;
using GsFramework.Graph.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>
/// An activation quantiser that integer kernels can run: q(x) = (clamp(round(x / s) + z, 0, 2^bits - 1) - z)·s, with
/// scale s = (hi - lo) / (2^bits - 1) and zero point z = round(-lo / s). The range [lo, hi] is the stored buffer
/// <c>range</c>; it always holds 0, so that 0 and zero padding are exact. While the network is observing, the range
/// follows the batches. Backward it is the straight-through estimator inside the range and 0 outside.
/// </summary>
/// <param name="Bits">2 to 8.</param>
/// <param name="Momentum">Weight of a new batch in the range.</param>
[LayerKind("affine-quantizer")]
public sealed record AffineQuantizer(
    [property: Range(1, 16)] int Bits,
    [property: Range(0.0, 1.0)] double Momentum = 0.1
) : Layer
{
    /// <summary>The largest integer, 2^bits - 1; the smallest is 0.</summary>
    public int IntegerMax => (1 << Bits) - 1;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerParameter> Parameters() =>
        [new("range", [2], [ChannelAxis.None], ParameterRole.Buffer)];

    /// <summary>Scale and zero point of a range; null for a range that was never observed.</summary>
    public (double Scale, int ZeroPoint)? Grid(Tensor range)
    {
        using var scope = NewDisposeScope();
        var onCpu = FloatPass.Fits(range) ? range : range.to(float32).cpu();
        var ends = onCpu.data<float>();
        var (lo, hi) = (ends[0], ends[1]);
        // In fp32, as an integer runtime would store it.
        var scale = (hi - lo) / IntegerMax;
        return scale > 0 ? (scale, (int)Math.Clamp(MathF.Round(-lo / scale), 0, IntegerMax)) : null;
    }

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state)
    {
        var x = Single(inputs);
        var range = state["range"];
        var extremes = state.Observing ? Observe(x, range) : null;

        if (!state.Quantizing || Grid(range) is not var (scale, zeroPoint))
        {
            return x;
        }

        var (low, high) = (-zeroPoint * scale, (IntegerMax - zeroPoint) * scale);
        return StraightThrough.RoundWithin(x, low, high, scale, extremes);
    }

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes)
    {
        if (Grid(state["range"]) is not var (scale, zeroPoint))
        {
            return Single(inputs);
        }

        var grid = new OnnxGrid((float)scale, zeroPoint);
        if (Single(inputs).Grid == grid)
        {
            return Single(inputs);
        }

        var value = nodes.Quantize(nodes.Float(Single(inputs)), grid);
        if (IntegerMax == byte.MaxValue)
        {
            return value;
        }

        using var scope = NewDisposeScope();
        var ends = new[] { 0, IntegerMax }.Select(static end => tensor(end, dtype: ScalarType.Byte)).ToArray();
        return value with
        {
            Name = nodes.Add("Clip", [value.Name, nodes.Constant("min", ends[0]), nodes.Constant("max", ends[1])]),
        };
    }

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => Single(inputs);

    /// <inheritdoc/>
    public override bool MixesImages => true;

    /// <inheritdoc/>
    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs) => RowReach.Pixelwise;

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => Single(inputs);

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state)
    {
        if (Grid(state["range"]) is not var (scale, zeroPoint))
        {
            return Single(inputs);
        }

        return
        [
            .. Single(inputs)
                .Select(value =>
                    double.IsNaN(value)
                        ? value
                        : (Math.Clamp(MathF.Round((float)value / (float)scale) + zeroPoint, 0, IntegerMax) - zeroPoint)
                            * (float)scale
                ),
        ];
    }

    private Extremes? Observe(Tensor x, Tensor range)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        if (FloatPass.Fits(x) && FloatPass.Fits(range))
        {
            var extremes = Extremes.Of(x);
            var ends = range.data<float>();
            var weight = ends[0] == ends[1] ? 1.0 : Momentum;
            range.lerp_(tensor([MathF.Min(extremes.Least, 0), MathF.Max(extremes.Largest, 0)]), weight);
            return extremes;
        }

        var (lo, hi) = aminmax(x.detach());
        var seen = stack([lo.clamp(max: 0), hi.clamp(min: 0)]);
        var fresh = range[0].eq(range[1]).item<bool>();
        range.lerp_(seen, fresh ? 1.0 : Momentum);
        return null;
    }
}
