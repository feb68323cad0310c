using GsFramework.Graph;
using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace HowTo;

/// <summary>x where positive, else aₖ·x, with a trained slope aₖ for each channel.</summary>
[LayerKind("prelu")]
public sealed record PRelu(int ChannelCount) : Layer
{
    // What it owns. The axis runs over output channels, so pruning knows how to slice it. A Bias begins with 0.
    public override IReadOnlyList<LayerParameter> Parameters() =>
        [LayerParameter.PerChannel("weight", ChannelCount, ParameterRole.Bias)];

    // 1. What it computes.
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state)
    {
        var x = Single(inputs);
        return x.clamp_min(0) + (state["weight"].reshape(1, ChannelCount, 1, 1) * x.clamp_max(0));
    }

    // 2. The shape of its output.
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) =>
        Single(inputs).Channels == ChannelCount
            ? Single(inputs)
            : throw new GraphException($"prelu takes {ChannelCount} channels and is given {Single(inputs).Channels}.");

    // 3. What it costs. Elementwise layers count nothing, as in the papers; this is the default.
    public override LayerCost Cost(IReadOnlyList<FeatureShape> inputs, FeatureShape output) => default;

    // 4. How channels pass through: each output is made of the input of the same number,
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => Single(inputs);

    // a channel that is 0 everywhere stays 0, so that pruning may continue behind the layer,
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
        [.. Single(inputs).Select(static value => value >= 0 ? value : double.NaN)];

    // and this is the layer for the channels that are left.
    public override Layer WithChannels(IReadOnlyList<int> inputs, int output) => this with { ChannelCount = output };

    // 5. How it is written in ONNX.
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes)
    {
        using var scope = NewDisposeScope();
        var slope = nodes.Constant("weight", state["weight"].reshape(ChannelCount, 1, 1));
        return new OnnxValue(nodes.Add("PRelu", [nodes.Float(Single(inputs)), slope]));
    }
}
