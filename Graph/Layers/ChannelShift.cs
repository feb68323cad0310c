using System.ComponentModel.DataAnnotations;
using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>Adds a constant to each channel: what is left of a residual branch whose inner channels were all pruned but
/// whose last norm has a shift.</summary>
/// <param name="ChannelCount">Channels.</param>
[LayerKind("channel-shift")]
public sealed record ChannelShift([property: Range(1, 1 << 20)] int ChannelCount) : Layer
{
    /// <inheritdoc/>
    public override IReadOnlyList<LayerParameter> Parameters() =>
        [LayerParameter.PerChannel("bias", ChannelCount, ParameterRole.Shift)];

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) =>
        Single(inputs) + state["bias"].reshape(1, ChannelCount, 1, 1);

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes)
    {
        using var scope = NewDisposeScope();
        var shift = nodes.Constant("bias", state["bias"].reshape(1, ChannelCount, 1, 1));
        return new OnnxValue(nodes.Add("Add", [nodes.Float(Single(inputs)), shift]));
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
        var shifts = state["bias"].detach().cpu().data<float>().ToArray();
        return [.. Single(inputs).Select((value, channel) => value + shifts[channel])];
    }

    /// <inheritdoc/>
    public override Layer WithChannels(IReadOnlyList<int> inputs, int output) => this with { ChannelCount = output };
}
