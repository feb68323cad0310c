using System.ComponentModel.DataAnnotations;
using GsFramework.Graph;
using GsFramework.Graph.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Models.Layers;

/// <summary>
/// Doubles an image smoothly: repeats its border by one pixel, puts zeros between its pixels and blurs each channel by
/// [1, 3, 3, 1]⊗[1, 3, 3, 1] / 16, as one transposed convolution. Of its output, what comes of the border is cut off.
/// </summary>
/// <param name="ChannelCount">Channels.</param>
[LayerKind("blur-upsample")]
internal sealed record BlurUpsample([property: Range(1, 1 << 20)] int ChannelCount) : Layer
{
    /// <summary>Side of the filter.</summary>
    public const int Size = 4;

    private const int Stride = 2;
    private const int Border = 1;

    // Two rows come of the repeated pixels on each side, and one of the filter's reach.
    private const int Cut = 3;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerParameter> Parameters() => [BlurFilter.Parameter(ChannelCount, Size)];

    /// <inheritdoc/>
    public override Tensor InitialBuffer(LayerParameter buffer) => BlurFilter.Of(buffer, [0.25f, 0.75f, 0.75f, 0.25f]);

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state)
    {
        using var scope = NewDisposeScope();
        var padded = nn.functional.pad(Single(inputs), [Border, Border, Border, Border], PaddingModes.Replicate);
        return nn
            .functional.conv_transpose2d(
                padded,
                state[BlurFilter.Name],
                null,
                strides: [Stride, Stride],
                padding: [Cut, Cut],
                groups: ChannelCount
            )
            .MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes)
    {
        var padded = nodes.Add(
            "Pad",
            [nodes.Float(Single(inputs)), nodes.Integers("pads", 0, 0, Border, Border, 0, 0, Border, Border)],
            new OnnxSetting("mode", "edge")
        );
        return new OnnxValue(
            nodes.Add(
                "ConvTranspose",
                [padded, nodes.Constant(BlurFilter.Name, state[BlurFilter.Name])],
                new OnnxSetting("kernel_shape", [Size, Size]),
                new OnnxSetting("pads", [Cut, Cut, Cut, Cut]),
                new OnnxSetting("strides", [Stride, Stride]),
                new OnnxSetting("group", ChannelCount)
            )
        );
    }

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs)
    {
        var input = Single(inputs);
        BlurFilter.CheckChannels(Kind, ChannelCount, input);
        return new FeatureShape(ChannelCount, Stride * input.Height, Stride * input.Width);
    }

    /// <inheritdoc/>
    public override LayerCost Cost(IReadOnlyList<FeatureShape> inputs, FeatureShape output)
    {
        var input = Single(inputs);
        var perPixel = (long)ChannelCount * Size * Size;
        return new LayerCost(perPixel * input.Height * input.Width, perPixel * output.Height * output.Width);
    }

    /// <inheritdoc/>
    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs) => new(4, Up: 2);

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => Single(inputs);

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
        BlurFilter.Constants(Single(inputs));

    /// <inheritdoc/>
    public override Layer WithChannels(IReadOnlyList<int> inputs, int output) =>
        this with
        {
            ChannelCount = Single(inputs),
        };
}
