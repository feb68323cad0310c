using System.ComponentModel.DataAnnotations;
using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>The largest value in each square window of a channel.</summary>
/// <param name="KernelSize">Side of the window.</param>
/// <param name="Stride">Step in pixels.</param>
/// <param name="Padding">Pixels of -∞ added on each side, at most half the window.</param>
[LayerKind("max-pool2d")]
public sealed record MaxPool2d(
    [property: Range(1, 1 << 10)] int KernelSize,
    [property: Range(1, 1 << 10)] int Stride,
    [property: Range(0, 1 << 10)] int Padding = 0
) : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) =>
        nn.functional.max_pool2d(
            Single(inputs),
            [KernelSize, KernelSize],
            [Stride, Stride],
            [Padding, Padding],
            [1, 1],
            ceil_mode: false
        );

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes) =>
        new(nodes.Add("MaxPool", [nodes.Float(Single(inputs))], OnnxKernel.Window(KernelSize, Stride, Padding)));

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs)
    {
        var input = Single(inputs);
        int Side(int side) =>
            side + (2 * Padding) >= KernelSize
                ? ((side + (2 * Padding) - KernelSize) / Stride) + 1
                : throw new GraphException(
                    $"an input of {input} is smaller than the {KernelSize}x{KernelSize} window. Use a larger image."
                );
        return input with { Height = Side(input.Height), Width = Side(input.Width) };
    }

    /// <inheritdoc/>
    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs) => RowReach.Window(KernelSize, Stride, Padding);

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => Single(inputs);

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
        Single(inputs);
}
