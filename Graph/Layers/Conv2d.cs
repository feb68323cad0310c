using System.ComponentModel.DataAnnotations;
using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>A convolution with a square kernel, zero padding and PyTorch's weight layout [out, in / groups, k,
/// k].</summary>
/// <param name="InChannels">Input channels.</param>
/// <param name="OutChannels">Output channels.</param>
/// <param name="KernelSize">Side of the kernel.</param>
/// <param name="Stride">Step in pixels.</param>
/// <param name="Padding">Zeros added on each side.</param>
/// <param name="Groups">1; the number of input and of output channels for a depthwise convolution; others are allowed,
/// but their channels are never pruned.</param>
/// <param name="Bias">True to add a bias per output channel.</param>
/// <param name="Quantizer">How the weights are quantised in the forward pass, or null for fp32 weights.</param>
[LayerKind("conv2d")]
public sealed record Conv2d(
    [property: Range(1, 1 << 20)] int InChannels,
    [property: Range(1, 1 << 20)] int OutChannels,
    [property: Range(1, 1 << 10)] int KernelSize,
    [property: Range(1, 1 << 10)] int Stride = 1,
    [property: Range(0, 1 << 10)] int Padding = 0,
    [property: Range(1, 1 << 20)] int Groups = 1,
    bool Bias = true,
    WeightQuantizer? Quantizer = null
) : Layer, IConvolution, IValidatableObject
{
    /// <inheritdoc/>
    public override bool MixesChannels => !IsDepthwise;

    private bool IsDepthwise => Groups > 1 && Groups == InChannels && Groups == OutChannels;

    int IConvolution.OutputAxis => 0;

    Layer IConvolution.WithQuantizer(WeightQuantizer? quantizer) => this with { Quantizer = quantizer };

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext) =>
        InChannels % Groups == 0 && OutChannels % Groups == 0
            ? []
            :
            [
                new ValidationResult(
                    $"groups is {Groups}, which must divide {InChannels} input and {OutChannels} output channels"
                ),
            ];

    /// <inheritdoc/>
    public override IReadOnlyList<LayerParameter> Parameters()
    {
        var inAxis = Groups == 1 ? ChannelAxis.In : ChannelAxis.None;
        return ConvolutionParts.Parameters(
            [OutChannels, InChannels / Groups, KernelSize, KernelSize],
            [ChannelAxis.Out, inAxis, ChannelAxis.None, ChannelAxis.None],
            OutChannels,
            Bias,
            Quantizer
        );
    }

    /// <inheritdoc/>
    public override Tensor InitialBuffer(LayerParameter buffer) => ones([.. buffer.Shape]);

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) =>
        ConvolutionParts.Run(this, Single(inputs), Bias, state, (x, w, b) =>
            nn.functional.conv2d(x, w, b, [Stride, Stride], [Padding, Padding], [1, 1], Groups)
        );

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes) =>
        OnnxKernel.Write(
            "Conv",
            this,
            Bias,
            Single(inputs),
            state,
            nodes,
            OnnxKernel.Window(KernelSize, Stride, Padding, Groups)
        );

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs)
    {
        var input = Single(inputs);
        ConvolutionParts.CheckChannels(Kind, InChannels, input);
        int Side(int side) =>
            side + (2 * Padding) >= KernelSize
                ? ((side + (2 * Padding) - KernelSize) / Stride) + 1
                : throw new GraphException(
                    $"an input of {input} is smaller than the {KernelSize}x{KernelSize} kernel. Use a larger image."
                );
        return new FeatureShape(OutChannels, Side(input.Height), Side(input.Width));
    }

    /// <inheritdoc/>
    public override LayerCost Cost(IReadOnlyList<FeatureShape> inputs, FeatureShape output)
    {
        var macs = (long)OutChannels * (InChannels / Groups) * KernelSize * KernelSize * output.Height * output.Width;
        return new LayerCost(macs, macs);
    }

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker)
    {
        if (Groups == 1)
        {
            return tracker.Fresh(OutChannels);
        }

        var input = Single(inputs);
        if (IsDepthwise)
        {
            return input;
        }

        tracker.Freeze(input);
        var output = tracker.Fresh(OutChannels);
        tracker.Freeze(output);
        return output;
    }

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state)
    {
        var bias = Bias ? state["bias"] : null;
        return Groups == 1 ? ConvolutionParts.Constants(Single(inputs), state["weight"], outputAxis: 0, bias)
            : IsDepthwise ? ConvolutionParts.DepthwiseConstants(Single(inputs), state["weight"], bias)
            : base.Constants(inputs, outputChannels, state);
    }

    /// <inheritdoc/>
    public override Layer WithChannels(IReadOnlyList<int> inputs, int output) =>
        this with
        {
            InChannels = Single(inputs),
            OutChannels = output,
            Groups = IsDepthwise ? output : Groups,
        };
}
