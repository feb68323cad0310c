using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>The first input (C, 1, 1) at every pixel of the second (·, H, W), of which nothing else is read: (C, H,
/// W).</summary>
[LayerKind("expand-to")]
public sealed record ExpandTo : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) =>
        inputs[0].expand(-1, -1, inputs[1].shape[2], inputs[1].shape[3]);

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes)
    {
        var values = nodes.Floats(inputs);
        var sides = nodes.Add("Shape", [values[1]], new OnnxSetting("start", 2));
        var shape = nodes.Add("Concat", [nodes.Integers("ones", 1, 1), sides], new OnnxSetting("axis", 0));
        return new OnnxValue(nodes.Add("Expand", [values[0], shape]));
    }

    /// <inheritdoc/>
    public override bool ReadsValues(int input) => input == 0;

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) =>
        inputs is [{ Height: 1, Width: 1 } values, var reference]
            ? values with
            {
                Height = reference.Height,
                Width = reference.Width,
            }
            : throw new GraphException(
                $"{Kind} takes one value for each channel and an input of the wanted size, and is given the shapes "
                    + $"{string.Join(" and ", inputs)}."
            );

    /// <inheritdoc/>
    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs) => RowReach.Pixelwise;

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => inputs[0];

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
        inputs[0];
}
