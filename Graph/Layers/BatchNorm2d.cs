using System.ComponentModel.DataAnnotations;
using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>Batch normalisation: batch statistics in training, running statistics in use.</summary>
/// <param name="ChannelCount">Channels.</param>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Momentum">Weight of a new batch in the running statistics.</param>
[LayerKind("batch-norm2d")]
public sealed record BatchNorm2d(
    [property: Range(1, 1 << 20)] int ChannelCount,
    [property: Range(0.0, 1.0)] double Epsilon = 1e-5,
    [property: Range(0.0, 1.0)] double Momentum = 0.1
) : Layer
{
    /// <inheritdoc/>
    public override IReadOnlyList<LayerParameter> Parameters() =>
        [
            LayerParameter.PerChannel("weight", ChannelCount, ParameterRole.Scale),
            LayerParameter.PerChannel("bias", ChannelCount, ParameterRole.Shift),
            LayerParameter.PerChannel("running_mean", ChannelCount, ParameterRole.Buffer),
            LayerParameter.PerChannel("running_var", ChannelCount, ParameterRole.Buffer),
        ];

    /// <inheritdoc/>
    public override Tensor InitialBuffer(LayerParameter buffer) =>
        buffer.Name == "running_var" ? ones([.. buffer.Shape]) : base.InitialBuffer(buffer);

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) =>
        nn.functional.batch_norm(
            Single(inputs),
            state["running_mean"],
            state["running_var"],
            state["weight"],
            state["bias"],
            state.Training,
            Momentum,
            Epsilon
        );

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes) =>
        new(
            nodes.Add(
                "BatchNormalization",
                [
                    nodes.Float(Single(inputs)),
                    nodes.Constant("weight", state["weight"]),
                    nodes.Constant("bias", state["bias"]),
                    nodes.Constant("running_mean", state["running_mean"]),
                    nodes.Constant("running_var", state["running_var"]),
                ],
                new OnnxSetting("epsilon", (float)Epsilon)
            )
        );

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs)
    {
        ConvolutionParts.CheckChannels(Kind, ChannelCount, Single(inputs));
        return Single(inputs);
    }

    /// <inheritdoc/>
    public override bool MixesImages => true;

    /// <inheritdoc/>
    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs) => RowReach.Pixelwise;

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => Single(inputs);

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state)
    {
        using var scope = NewDisposeScope();
        var means = state["running_mean"].cpu().data<float>().ToArray();
        var variances = state["running_var"].cpu().data<float>().ToArray();
        return NormParts.Constants(Single(inputs), state, (value, channel) =>
            (value - means[channel]) / Math.Sqrt(variances[channel] + Epsilon)
        );
    }

    /// <inheritdoc/>
    public override Layer WithChannels(IReadOnlyList<int> inputs, int output) => this with { ChannelCount = output };
}
