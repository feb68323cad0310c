using GsFramework.Graph;
using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace HowTo;

/// <summary>A map times one factor for each of its channels, as in squeeze-and-excitation.</summary>
[LayerKind("gate")]
public sealed record Gate : Layer
{
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) => inputs[0] * inputs[1];

    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) =>
        inputs is [var map, { Height: 1, Width: 1 } factors] && map.Channels == factors.Channels
            ? map
            : throw new GraphException($"gate takes a map and a factor for each of its channels, and is given {string.Join(" and ", inputs)}.");

    // Channel k and factor k stay or go together.
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker)
    {
        tracker.Tie(inputs[0], inputs[1]);
        return inputs[0];
    }

    // Where one of them is 0, so is the product, whatever the other is.
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
        [.. inputs[0].Zip(inputs[1], static (map, factor) => map == 0 || factor == 0 ? 0 : map * factor)];

    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes) =>
        new(nodes.Add("Mul", nodes.Floats(inputs)));
}
