using System.ComponentModel.DataAnnotations;
using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>γₖ·x for each channel k: what can be pruned behind a convolution that no norm follows.</summary>
/// <param name="ChannelCount">Channels.</param>
[LayerKind("channel-scale")]
public sealed record ChannelScale([property: Range(1, 1 << 20)] int ChannelCount) : Layer
{
    /// <inheritdoc/>
    public override IReadOnlyList<LayerParameter> Parameters() =>
        [LayerParameter.PerChannel("weight", ChannelCount, ParameterRole.Scale)];

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) =>
        Single(inputs) * state["weight"].reshape(1, ChannelCount, 1, 1);

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes)
    {
        using var scope = NewDisposeScope();
        var scale = nodes.Constant("weight", state["weight"].reshape(1, ChannelCount, 1, 1));
        return new OnnxValue(nodes.Add("Mul", [nodes.Float(Single(inputs)), scale]));
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
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state)
    {
        using var scope = NewDisposeScope();
        var scales = state["weight"].detach().cpu().data<float>().ToArray();
        return [.. Single(inputs).Zip(scales, static (value, scale) => scale == 0 ? 0 : value * scale)];
    }

    /// <inheritdoc/>
    public override Layer WithChannels(IReadOnlyList<int> inputs, int output) => this with { ChannelCount = output };
}
