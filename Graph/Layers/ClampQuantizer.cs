using System.ComponentModel.DataAnnotations;
using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>
/// The activation quantiser of the official code: clamp to [0, max], then round to multiples of max / 2^bits. Its
/// 2^bits + 1 levels do not fit an unsigned integer and it cuts negative values; it is here for fidelity.
/// </summary>
/// <param name="Bits">2 to 8.</param>
/// <param name="Max">Upper end of the range; the lower is 0.</param>
[LayerKind("clamp-quantizer")]
public sealed record ClampQuantizer([property: Range(1, 16)] int Bits, double Max) : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) =>
        !state.Quantizing
            ? Single(inputs)
            : StraightThrough.RoundWithin(Single(inputs), 0, Max, Max / (1 << Bits));

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes)
    {
        var clamped = nodes.Add(
            "Clip",
            [nodes.Float(Single(inputs)), nodes.Number("min", 0), nodes.Number("max", (float)Max)]
        );
        var scale = nodes.Number("scale", (float)(Max / (1 << Bits)));
        return new OnnxValue(nodes.Add("Mul", [nodes.Add("Round", [nodes.Add("Div", [clamped, scale])]), scale]));
    }

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => Single(inputs);

    /// <inheritdoc/>
    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs) => RowReach.Pixelwise;

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => Single(inputs);

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state)
    {
        var scale = (float)(Max / (1 << Bits));
        return [.. Single(inputs).Select(value => MathF.Round((float)Math.Clamp(value, 0, Max) / scale) * scale)];
    }
}
