using System.ComponentModel.DataAnnotations;
using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>Instance normalisation with the biased variance of each image's channel; the same in training and
/// use.</summary>
/// <param name="ChannelCount">Channels.</param>
/// <param name="Affine">True for a trained scale γ (<c>weight</c>) and shift β (<c>bias</c>).</param>
/// <param name="Epsilon">Added to the variance.</param>
[LayerKind("instance-norm2d")]
public sealed record InstanceNorm2d(
    [property: Range(1, 1 << 20)] int ChannelCount,
    bool Affine,
    [property: Range(0.0, 1.0)] double Epsilon = 1e-5
) : Layer, IMomentLayer
{
    /// <inheritdoc/>
    public override IReadOnlyList<LayerParameter> Parameters() => NormParts.Parameters(ChannelCount, Affine);

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state)
    {
        var (scale, shift) = Affine ? (state["weight"], state["bias"]) : (null, null);
        return IntegerArithmetic.Normalize(Single(inputs), scale, shift, Epsilon, state)
            ?? nn.functional.instance_norm(Single(inputs), weight: scale, bias: shift, eps: Epsilon);
    }

    Tensor IMomentLayer.Measured(Tensor input, LayerState state) =>
        IntegerArithmetic.Measured(input, state) ?? input;

    Tensor IMomentLayer.Forward(Tensor input, ImageMoments moments, LayerState state)
    {
        var (scale, shift) = Affine ? (state["weight"], state["bias"]) : (null, null);
        return IntegerArithmetic.Normalize(input, moments, scale, shift, Epsilon, state)
            ?? NormParts.Normalize(input, moments, scale, shift, Epsilon);
    }

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes)
    {
        // The operator always has both.
        using var scope = NewDisposeScope();
        var (scale, shift) = Affine ? (state["weight"], state["bias"]) : (ones(ChannelCount), zeros(ChannelCount));
        return Single(inputs) is { Grid: not null } integers
            ? OnnxNormalization.Write(integers, scale, shift, Epsilon, nodes)
            : new OnnxValue(
                nodes.Add(
                    "InstanceNormalization",
                    [Single(inputs).Name, nodes.Constant("weight", scale), nodes.Constant("bias", shift)],
                    new OnnxSetting("epsilon", (float)Epsilon)
                )
            );
    }

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs)
    {
        ConvolutionParts.CheckChannels(Kind, ChannelCount, Single(inputs));
        var input = Single(inputs);
        return (long)input.Height * input.Width > 1
            ? input
            : throw new GraphException("an instance norm needs more than one pixel. Use a larger image.");
    }

    /// <inheritdoc/>
    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs) => RowReach.Pixelwise;

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => Single(inputs);

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
        NormParts.Constants(Single(inputs), Affine ? state : null, static (_, _) => 0);

    /// <inheritdoc/>
    public override Layer WithChannels(IReadOnlyList<int> inputs, int output) => this with { ChannelCount = output };
}
