using System.ComponentModel.DataAnnotations;
using GsFramework.Graph;
using GsFramework.Graph.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Models.Layers;

/// <summary>
/// Halves an image without aliasing: mirrors its border by one pixel, blurs each channel by [1, 2, 1]⊗[1, 2, 1] / 16
/// and takes every second pixel. An odd side is rounded up.
/// </summary>
/// <param name="ChannelCount">Channels.</param>
[LayerKind("blur-downsample")]
internal sealed record BlurDownsample([property: Range(1, 1 << 20)] int ChannelCount) : Layer
{
    /// <summary>Side of the filter.</summary>
    public const int Size = 3;

    private const int Stride = 2;
    private const int Border = 1;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerParameter> Parameters() => [BlurFilter.Parameter(ChannelCount, Size)];

    /// <inheritdoc/>
    public override Tensor InitialBuffer(LayerParameter buffer) => BlurFilter.Of(buffer, [0.25f, 0.5f, 0.25f]);

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state)
    {
        using var scope = NewDisposeScope();
        var padded = nn.functional.pad(Single(inputs), [Border, Border, Border, Border], PaddingModes.Reflect);
        return nn
            .functional.conv2d(
                padded,
                state[BlurFilter.Name],
                null,
                [Stride, Stride],
                [0, 0],
                [1, 1],
                ChannelCount
            )
            .MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes)
    {
        var padded = nodes.Add(
            "Pad",
            [nodes.Float(Single(inputs)), nodes.Integers("pads", 0, 0, Border, Border, 0, 0, Border, Border)],
            new OnnxSetting("mode", "reflect")
        );
        return new OnnxValue(
            nodes.Add(
                "Conv",
                [padded, nodes.Constant(BlurFilter.Name, state[BlurFilter.Name])],
                new OnnxSetting("kernel_shape", [Size, Size]),
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
        return Math.Min(input.Height, input.Width) > Border
            ? new FeatureShape(ChannelCount, (input.Height + 1) / Stride, (input.Width + 1) / Stride)
            : throw new GraphException(
                $"an image of {input.Size} is too small to be mirrored at its border. Use a larger image."
            );
    }

    /// <inheritdoc/>
    public override LayerCost Cost(IReadOnlyList<FeatureShape> inputs, FeatureShape output)
    {
        var macs = (long)ChannelCount * Size * Size * output.Height * output.Width;
        return new LayerCost(macs, macs);
    }

    /// <inheritdoc/>
    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs) => new(2 * Stride, Down: Stride);

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
