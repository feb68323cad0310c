using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>The mean of each channel over all pixels: (C, H, W) becomes (C, 1, 1).</summary>
[LayerKind("global-average-pool")]
public sealed record GlobalAveragePool : Layer, IMomentLayer
{
    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) =>
        Single(inputs).mean([2, 3], keepdim: true);

    Tensor IMomentLayer.Forward(Tensor input, ImageMoments moments, LayerState state) => moments.Mean.to(input.dtype);

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes) =>
        new(nodes.Add("GlobalAveragePool", [nodes.Float(Single(inputs))]));

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) =>
        Single(inputs) with
        {
            Height = 1,
            Width = 1,
        };

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => Single(inputs);

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
        Single(inputs);
}
