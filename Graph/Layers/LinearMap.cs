using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>factor·x + offset with two fixed numbers, such as the 0.2 of a scaled residual branch.</summary>
/// <param name="Factor">The factor.</param>
/// <param name="Offset">The offset.</param>
[LayerKind("linear-map")]
public sealed record LinearMap(double Factor, double Offset = 0) : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state)
    {
        var x = Single(inputs);
        return Offset == 0 ? x * Factor
            : Factor == 1 ? x + Offset
            : (x * Factor) + Offset;
    }

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes)
    {
        var x = nodes.Float(Single(inputs));
        var product = Factor == 1 ? x : nodes.Add("Mul", [x, nodes.Number("factor", (float)Factor)]);
        return new OnnxValue(
            Offset == 0 && Factor != 1 ? product : nodes.Add("Add", [product, nodes.Number("offset", (float)Offset)])
        );
    }

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => Single(inputs);

    /// <inheritdoc/>
    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs) => RowReach.Pixelwise;

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => Single(inputs);

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
        [.. Single(inputs).Select(value => Factor == 0 ? Offset : (Factor * value) + Offset)];
}
