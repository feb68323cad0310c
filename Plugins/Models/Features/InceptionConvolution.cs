using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Models.Features;

/// <summary>
/// What Inception v3 is made of: a convolution without bias whose kernel may be a rectangle, a batch norm with fixed
/// statistics, a ReLU. One layer of this plugin rather than three of the framework, whose kernels are squares.
/// </summary>
/// <param name="InChannels">Input channels.</param>
/// <param name="OutChannels">Output channels.</param>
/// <param name="Height">Rows of the kernel.</param>
/// <param name="Width">Columns of the kernel.</param>
/// <param name="Stride">Step in pixels.</param>
/// <param name="Pads">True to pad with zeros so that stride 1 keeps the size.</param>
[LayerKind("inception-convolution")]
internal sealed record InceptionConvolution(
    int InChannels,
    int OutChannels,
    int Height,
    int Width,
    int Stride,
    bool Pads
) : Layer
{
    private const double Epsilon = 1e-3;

    /// <inheritdoc/>
    public override bool MixesChannels => true;

    private int RowPadding => Pads ? Height / 2 : 0;

    private int ColumnPadding => Pads ? Width / 2 : 0;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerParameter> Parameters() =>
        [
            new(
                "conv.weight",
                [OutChannels, InChannels, Height, Width],
                [ChannelAxis.Out, ChannelAxis.In, ChannelAxis.None, ChannelAxis.None],
                ParameterRole.Weight
            ),
            LayerParameter.PerChannel("bn.weight", OutChannels, ParameterRole.Scale),
            LayerParameter.PerChannel("bn.bias", OutChannels, ParameterRole.Shift),
            LayerParameter.PerChannel("bn.running_mean", OutChannels, ParameterRole.Buffer),
            LayerParameter.PerChannel("bn.running_var", OutChannels, ParameterRole.Buffer),
        ];

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state)
    {
        using var scope = NewDisposeScope();
        var mixed = nn.functional.conv2d(
            Single(inputs),
            state["conv.weight"],
            null,
            [Stride, Stride],
            [RowPadding, ColumnPadding],
            [1, 1],
            1
        );
        return nn
            .functional.relu(
                nn.functional.batch_norm(
                    mixed,
                    state["bn.running_mean"],
                    state["bn.running_var"],
                    state["bn.weight"],
                    state["bn.bias"],
                    training: false,
                    momentum: 0,
                    eps: Epsilon
                )
            )
            .MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs)
    {
        var input = Single(inputs);
        return new FeatureShape(
            OutChannels,
            ((input.Height + (2 * RowPadding) - Height) / Stride) + 1,
            ((input.Width + (2 * ColumnPadding) - Width) / Stride) + 1
        );
    }

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => tracker.Fresh(OutChannels);
}
