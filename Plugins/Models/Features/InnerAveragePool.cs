using GsFramework.Graph;
using GsFramework.Graph.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Models.Features;

/// <summary>TensorFlow's 3x3 average with "same" padding: the mean over those pixels of the window that are inside the
/// image, unlike PyTorch's default, which counts the zeros outside.</summary>
[LayerKind("inner-average-pool")]
internal sealed record InnerAveragePool : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) =>
        nn.functional.avg_pool2d(Single(inputs), [3, 3], [1, 1], [1, 1], count_include_pad: false);

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes) =>
        new(
            nodes.Add(
                "AveragePool",
                [nodes.Float(Single(inputs))],
                new("kernel_shape", [3, 3]),
                new("pads", [1, 1, 1, 1]),
                new("strides", [1, 1]),
                new OnnxSetting("count_include_pad", 0)
            )
        );

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => Single(inputs);

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => Single(inputs);
}
