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
    /// <remarks>Integers of one grid stay integers.</remarks>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes)
    {
        var grid = inputs.All(input => input.Grid == inputs[0].Grid) ? inputs[0].Grid : null;
        string[] parts = grid is null ? nodes.Floats(inputs) : [.. inputs.Select(static input => input.Name)];
        return new OnnxValue(nodes.Add("Concat", parts, new OnnxSetting("axis", 1)), grid);
    }

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
