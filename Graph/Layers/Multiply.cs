using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>The product of two inputs: maps of one shape; or a map and one factor for each of its channels (C, 1, 1),
/// as in squeeze-and-excitation; or a map and one factor for each pixel (1, H, W), as in spatial attention.</summary>
[LayerKind("multiply")]
public sealed record Multiply : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) => inputs[0] * inputs[1];

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes) =>
        new(nodes.Add("Mul", nodes.Floats(inputs)));

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) =>
        inputs is [var map, var factors] && (factors == map || IsPerChannel(map, factors) || IsPerPixel(map, factors))
            ? map
            : throw new GraphException(
                $"multiply takes a map and factors of its shape, Cx1x1 or 1xHxW, and is given the shapes "
                    + $"{string.Join(" and ", inputs)}."
            );

    /// <inheritdoc/>
    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs) => RowReach.Pixelwise;

    /// <inheritdoc/>
    /// <remarks>Channel k of both stays or goes; the one channel of factors for each pixel always stays.</remarks>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker)
    {
        if (inputs[1].Length == inputs[0].Length)
        {
            tracker.Tie(inputs[0], inputs[1]);
        }
        else
        {
            tracker.Freeze(inputs[1]);
        }

        return inputs[0];
    }

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
        [
            .. inputs[0].Select((value, channel) => Product(value, inputs[1][inputs[1].Length == 1 ? 0 : channel])),
        ];

    // 0 times an unknown value is 0.
    private static double Product(double left, double right) => left == 0 || right == 0 ? 0 : left * right;

    private static bool IsPerChannel(FeatureShape map, FeatureShape factors) =>
        factors is { Height: 1, Width: 1 } && factors.Channels == map.Channels;

    private static bool IsPerPixel(FeatureShape map, FeatureShape factors) =>
        factors.Channels == 1 && factors.Size == map.Size;
}
