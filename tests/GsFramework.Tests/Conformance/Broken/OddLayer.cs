using GsFramework.Graph;
using GsFramework.Graph.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Conformance.Broken;

/// <summary>What is wrong with a layer.</summary>
public enum Oddity
{
    None,
    Shape,
    Cost,
    Labels,
    Constants,
    Onnx,
    Unread,
    Batch,
    Detached,
    Leak,
    Hidden,
    Axes,
    Throws,
    Rows,
}

/// <summary>Multiplies each channel by a number, and is wrong in one way.</summary>
[LayerKind("odd")]
public sealed record OddLayer(int ChannelCount, Oddity Oddity) : Layer
{
    // Not public, so graph.json does not have it.
    internal double Hidden { get; init; }

    public static OddLayer Of(Oddity oddity) =>
        new(ChannelCount: 4, oddity) { Hidden = oddity == Oddity.Hidden ? 1 : 0 };

    public override IReadOnlyList<LayerParameter> Parameters()
    {
        var factor = LayerParameter.PerChannel("weight", ChannelCount, ParameterRole.Scale);
        return Oddity switch
        {
            Oddity.Unread => [factor, LayerParameter.PerChannel("bias", ChannelCount, ParameterRole.Shift)],
            Oddity.Axes => [factor with { Axes = [ChannelAxis.None] }],
            _ => [factor],
        };
    }

    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs) =>
        Oddity == Oddity.Rows ? new RowReach(Up: 2) : RowReach.Pixelwise;

    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state)
    {
        var x = Single(inputs) * state["weight"].reshape(1, -1, 1, 1);
        switch (Oddity)
        {
            case Oddity.Leak:
                x.clone().DetachFromDisposeScope();
                return x;
            case Oddity.Throws:
                throw new InvalidOperationException("Out of ideas.");
            case Oddity.Labels:
                return x.flip(1);
            case Oddity.Constants:
                return x + 1;
            case Oddity.Batch:
                return x - x.mean([0], keepdim: true);
            case Oddity.Detached:
                return x.detach();
            default:
                return x;
        }
    }

    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes)
    {
        using var scope = NewDisposeScope();
        var x = nodes.Add(
            "Mul",
            [nodes.Float(Single(inputs)), nodes.Constant("weight", state["weight"].reshape(1, -1, 1, 1))]
        );
        return new OnnxValue(
            Oddity switch
            {
                Oddity.Onnx => nodes.Add("Neg", [x]),
                Oddity.Labels => nodes.Add(
                    "Gather",
                    [
                        x,
                        nodes.Integers(
                            "order",
                            [.. Enumerable.Range(0, ChannelCount).Reverse().Select(static i => (long)i)]
                        ),
                    ],
                    new OnnxSetting("axis", 1)
                ),
                Oddity.Constants => nodes.Add("Add", [x, nodes.Number("one", 1)]),
                Oddity.Batch => nodes.Add("Sub", [x, nodes.Add("ReduceMean", [x], new OnnxSetting("axes", [0]))]),
                _ => x,
            }
        );
    }

    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs)
    {
        var input = Single(inputs);
        return input.Channels != ChannelCount
                ? throw new GraphException($"an odd layer for {ChannelCount} channels is given {input.Channels}.")
            : Oddity == Oddity.Shape ? input with { Height = input.Height + 1 }
            : input;
    }

    public override LayerCost Cost(IReadOnlyList<FeatureShape> inputs, FeatureShape output) =>
        Oddity == Oddity.Cost ? new LayerCost(100, 100) : default;

    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => Single(inputs);

    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
        Oddity == Oddity.Batch
            ? base.Constants(inputs, outputChannels, state)
            : [.. Single(inputs).Select(static value => value == 0 ? 0 : double.NaN)];

    public override Layer WithChannels(IReadOnlyList<int> inputs, int output) => this with { ChannelCount = output };
}
