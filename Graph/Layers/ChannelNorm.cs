using System.ComponentModel.DataAnnotations;
using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>Normalisation of each pixel over its channels, with the biased variance, then γ and β of each channel: the
/// layer norm of networks that keep channels last.</summary>
/// <remarks>To take a channel out changes the statistics, so pruning before it is not exact.</remarks>
/// <param name="ChannelCount">Channels.</param>
/// <param name="Affine">True for a trained scale γ (<c>weight</c>) and shift β (<c>bias</c>).</param>
/// <param name="Epsilon">Added to the variance.</param>
[LayerKind("channel-norm")]
public sealed record ChannelNorm(
    [property: Range(1, 1 << 20)] int ChannelCount,
    bool Affine = true,
    [property: Range(0.0, 1.0)] double Epsilon = 1e-5
) : Layer
{
    /// <inheritdoc/>
    public override bool NormalizesAcrossChannels => ChannelCount > 1;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerParameter> Parameters() => NormParts.Parameters(ChannelCount, Affine);

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state)
    {
        using var scope = NewDisposeScope();
        var x = Single(inputs);
        var distance = x - x.mean([1], keepdim: true);
        var normalized = distance / (distance.square().mean([1], keepdim: true) + Epsilon).sqrt();
        var output = Affine
            ? (normalized * state["weight"].reshape(1, ChannelCount, 1, 1))
                + state["bias"].reshape(1, ChannelCount, 1, 1)
            : normalized;
        return output.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes)
    {
        var input = nodes.Float(Single(inputs));
        string Mean(string value) => nodes.Add("ReduceMean", [value], new OnnxSetting("axes", [1]));
        var distance = nodes.Add("Sub", [input, Mean(input)]);
        var variance = Mean(nodes.Add("Mul", [distance, distance]));
        var spread = nodes.Add("Sqrt", [nodes.Add("Add", [variance, nodes.Number("epsilon", (float)Epsilon)])]);
        var normalized = nodes.Add("Div", [distance, spread]);
        return new OnnxValue(Affine ? NormParts.WriteAffine(normalized, ChannelCount, state, nodes) : normalized);
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
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => Single(inputs);

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
        NormParts.Constants(Single(inputs), Affine ? state : null, static (_, _) => double.NaN);

    /// <inheritdoc/>
    public override Layer WithChannels(IReadOnlyList<int> inputs, int output) => this with { ChannelCount = output };
}
