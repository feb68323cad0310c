using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>The sum of inputs of the same shape; what ties the channels of a residual trunk together.</summary>
[LayerKind("add")]
public sealed record Add : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) =>
        inputs.Skip(1).Aggregate(inputs[0], static (sum, next) => sum + next);

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes) =>
        new(nodes.Floats(inputs).Aggregate((sum, next) => nodes.Add("Add", [sum, next])));

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) =>
        inputs.Distinct().Count() == 1
            ? inputs[0]
            : throw new GraphException($"cannot add inputs of the shapes {string.Join(" and ", inputs)}.");

    /// <inheritdoc/>
    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs) => RowReach.Pixelwise;

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker)
    {
        foreach (var other in inputs.Skip(1))
        {
            tracker.Tie(inputs[0], other);
        }

        return inputs[0];
    }

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
        [.. Enumerable.Range(0, outputChannels).Select(channel => inputs.Sum(input => input[channel]))];
}
