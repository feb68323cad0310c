using System.ComponentModel.DataAnnotations;
using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>Channels of one stored value each, as large as the input, which is otherwise not read: a label that a
/// network is given with every image.</summary>
/// <param name="ChannelCount">Channels of the output. They are never pruned.</param>
[LayerKind("constant-channels")]
public sealed record ConstantChannels([property: Range(1, 1 << 20)] int ChannelCount) : Layer
{
    /// <inheritdoc/>
    public override IReadOnlyList<LayerParameter> Parameters() =>
        [LayerParameter.PerChannel("values", ChannelCount, ParameterRole.Buffer)];

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state)
    {
        var size = Single(inputs).shape;
        return state["values"].reshape(1, ChannelCount, 1, 1).expand(size[0], ChannelCount, size[2], size[3]);
    }

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes)
    {
        using var scope = NewDisposeScope();
        var input = nodes.Float(Single(inputs));
        var batch = nodes.Add("Shape", [input], new OnnxSetting("end", 1));
        var sides = nodes.Add("Shape", [input], new OnnxSetting("start", 2));
        var shape = nodes.Add(
            "Concat",
            [batch, nodes.Integers("channels", ChannelCount), sides],
            new OnnxSetting("axis", 0)
        );
        var values = nodes.Constant("values", state["values"].reshape(1, ChannelCount, 1, 1));
        return new OnnxValue(nodes.Add("Expand", [values, shape]));
    }

    /// <inheritdoc/>
    public override bool ReadsValues(int input) => false;

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) =>
        Single(inputs) with
        {
            Channels = ChannelCount,
        };

    /// <inheritdoc/>
    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs) => RowReach.Pixelwise;

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker)
    {
        var labels = tracker.Fresh(ChannelCount);
        tracker.Freeze(labels);
        return labels;
    }
}
