using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>The channels of several inputs of the same size, one after the other.</summary>
[LayerKind("concat")]
public sealed record Concat : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) => cat([.. inputs], 1);

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes) =>
        new(nodes.Add("Concat", nodes.Floats(inputs), new OnnxSetting("axis", 1)));

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) =>
        inputs.Select(static shape => shape.Size).Distinct().Count() == 1
            ? inputs[0] with
            {
                Channels = inputs.Sum(static shape => shape.Channels),
            }
            : throw new GraphException($"cannot concatenate inputs of the shapes {string.Join(" and ", inputs)}.");

    /// <inheritdoc/>
    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs) => RowReach.Pixelwise;

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) =>
        [.. inputs.SelectMany(static x => x)];

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
        [.. inputs.SelectMany(static x => x)];
}
