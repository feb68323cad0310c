using System.ComponentModel.DataAnnotations;
using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>The mean of each square window of a channel.</summary>
/// <param name="KernelSize">Side of the window.</param>
/// <param name="Stride">Step in pixels.</param>
/// <param name="Padding">Pixels added on each side, at most half the window.</param>
/// <param name="CountPadding">True when the added pixels count, as zeros; false for the mean of the image's
/// own.</param>
[LayerKind("average-pool2d")]
public sealed record AveragePool2d(
    [property: Range(1, 1 << 10)] int KernelSize,
    [property: Range(1, 1 << 10)] int Stride,
    [property: Range(0, 1 << 10)] int Padding = 0,
    bool CountPadding = true
) : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) =>
        nn.functional.avg_pool2d(
            Single(inputs),
            [KernelSize, KernelSize],
            [Stride, Stride],
            [Padding, Padding],
            ceil_mode: false,
            count_include_pad: CountPadding
        );

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes) =>
        new(
            nodes.Add(
                "AveragePool",
                [nodes.Float(Single(inputs))],
                [.. OnnxKernel.Window(KernelSize, Stride, Padding), new("count_include_pad", CountPadding ? 1 : 0)]
            )
        );

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) =>
        new MaxPool2d(KernelSize, Stride, Padding).OutputShape(inputs);

    /// <inheritdoc/>
    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs) => RowReach.Window(KernelSize, Stride, Padding);

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => Single(inputs);

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
        Padding == 0 || !CountPadding
            ? Single(inputs)
            : [.. Single(inputs).Select(static value => value == 0 ? 0 : double.NaN)];
}
