using System.ComponentModel.DataAnnotations;
using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>x where positive, else aₖ·x, with a trained slope aₖ for each channel.</summary>
/// <param name="ChannelCount">Channels.</param>
[LayerKind("parametric-relu")]
public sealed record ParametricRelu([property: Range(1, 1 << 20)] int ChannelCount) : Layer
{
    /// <inheritdoc/>
    public override IReadOnlyList<LayerParameter> Parameters() =>
        [LayerParameter.PerChannel("weight", ChannelCount, ParameterRole.Bias)];

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) =>
        nn.functional.prelu(Single(inputs), state["weight"]);

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes)
    {
        using var scope = NewDisposeScope();
        var slope = nodes.Constant("weight", state["weight"].reshape(ChannelCount, 1, 1));
        return new OnnxValue(nodes.Add("PRelu", [nodes.Float(Single(inputs)), slope]));
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
        var slopes = state["weight"].detach().cpu().data<float>().ToArray();
        return [.. Single(inputs).Zip(slopes, static (x, slope) => double.IsNaN(x) || x > 0 ? x : slope * x)];
    }

    /// <inheritdoc/>
    public override Layer WithChannels(IReadOnlyList<int> inputs, int output) => this with { ChannelCount = output };
}
