using System.ComponentModel.DataAnnotations;
using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>Normalisation of each image over the pixels of a group of neighbouring channels, with the biased variance,
/// then γ and β of each channel. With one group it is a layer norm over (C, H, W).</summary>
/// <remarks>To take a channel out changes the statistics of its group, so pruning before it is not exact. Groups lose
/// channels at the same places.</remarks>
/// <param name="ChannelCount">Channels.</param>
/// <param name="Groups">Groups of equal size.</param>
/// <param name="Affine">True for a trained scale γ (<c>weight</c>) and shift β (<c>bias</c>).</param>
/// <param name="Epsilon">Added to the variance.</param>
[LayerKind("group-norm")]
public sealed record GroupNorm(
    [property: Range(1, 1 << 20)] int ChannelCount,
    [property: Range(1, 1 << 20)] int Groups,
    bool Affine = true,
    [property: Range(0.0, 1.0)] double Epsilon = 1e-5
) : Layer, IMomentLayer, IValidatableObject
{
    /// <inheritdoc/>
    public override bool NormalizesAcrossChannels => ChannelCount > Groups;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext) =>
        ChannelCount % Groups == 0
            ? []
            : [new ValidationResult($"groups is {Groups}, which must divide {ChannelCount} channels")];

    /// <inheritdoc/>
    public override IReadOnlyList<LayerParameter> Parameters() => NormParts.Parameters(ChannelCount, Affine);

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) =>
        nn.functional.group_norm(
            Single(inputs),
            Groups,
            Affine ? state["weight"] : null,
            Affine ? state["bias"] : null,
            Epsilon
        );

    Tensor IMomentLayer.Forward(Tensor input, ImageMoments moments, LayerState state)
    {
        using var scope = NewDisposeScope();
        Tensor Group(Tensor values) => values.reshape(values.shape[0], Groups, -1, 1).mean([2], keepdim: true);
        Tensor Spread(Tensor values) =>
            values.expand(-1, Groups, ChannelCount / Groups, 1).reshape(values.shape[0], ChannelCount, 1, 1);

        // The variance of a group is the mean variance of its channels and the variance of their means.
        var mean = Group(moments.Mean);
        var variance = Group(moments.Variance + moments.Mean.square()) - mean.square();
        var groups = new ImageMoments(Spread(mean), Spread(variance.clamp(min: 0)));
        var (scale, shift) = Affine ? (state["weight"], state["bias"]) : (null, null);
        return NormParts.Normalize(input, groups, scale, shift, Epsilon).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <remarks>An operator of its own only exists from opset 18 on: written as an instance norm of groups.</remarks>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes)
    {
        using var scope = NewDisposeScope();
        var input = nodes.Float(Single(inputs));
        var groups = nodes.Add("Reshape", [input, nodes.Integers("groups", 0, Groups, -1)]);
        var normalized = nodes.Add(
            "InstanceNormalization",
            [groups, nodes.Constant("ones", ones(Groups)), nodes.Constant("zeros", zeros(Groups))],
            new OnnxSetting("epsilon", (float)Epsilon)
        );
        var map = nodes.Add("Reshape", [normalized, nodes.Add("Shape", [input])]);
        return new OnnxValue(Affine ? NormParts.WriteAffine(map, ChannelCount, state, nodes) : map);
    }

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs)
    {
        ConvolutionParts.CheckChannels(Kind, ChannelCount, Single(inputs));
        return Single(inputs);
    }

    /// <inheritdoc/>
    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs) => RowReach.Pixelwise;

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker)
    {
        var groups = Single(inputs).Chunk(ChannelCount / Groups).ToArray();
        foreach (var group in groups.Skip(1))
        {
            tracker.Tie(groups[0], group);
        }

        return Single(inputs);
    }

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
        NormParts.Constants(Single(inputs), Affine ? state : null, static (_, _) => double.NaN);

    /// <inheritdoc/>
    public override Layer WithChannels(IReadOnlyList<int> inputs, int output) => this with { ChannelCount = output };
}
