using System.ComponentModel.DataAnnotations;
using GsFramework.Graph;
using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace HowTo;

/// <summary>γₖ·x for each channel k: what can be pruned in a network without norms.</summary>
[LayerKind("channel-scale")]
public sealed record ChannelScale([property: Range(1, 1 << 16)] int ChannelCount) : Layer
{
    public override IReadOnlyList<LayerParameter> Parameters() =>
        [LayerParameter.PerChannel("weight", ChannelCount, ParameterRole.Scale)];

    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) =>
        Single(inputs) * state["weight"].reshape(1, ChannelCount, 1, 1);

    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) =>
        Single(inputs).Channels == ChannelCount
            ? Single(inputs)
            : throw new GraphException($"channel-scale takes {ChannelCount} channels and is given {Single(inputs).Channels}.");

    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => Single(inputs);

    // A channel whose γ is 0 is 0 everywhere, and can be taken out.
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
        [.. Single(inputs).Zip(state["weight"].cpu().data<float>().ToArray(), static (x, scale) => scale == 0 ? 0 : x * scale)];

    public override Layer WithChannels(IReadOnlyList<int> inputs, int output) => this with { ChannelCount = output };

    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes)
    {
        using var scope = NewDisposeScope();
        var scale = nodes.Constant("weight", state["weight"].reshape(ChannelCount, 1, 1));
        return new OnnxValue(nodes.Add("Mul", [nodes.Float(Single(inputs)), scale]));
    }
}
