using System.ComponentModel.DataAnnotations;
using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>A convolution with zero padding and PyTorch's weight layout [out, in / groups, rows, columns].</summary>
/// <param name="InChannels">Input channels.</param>
/// <param name="OutChannels">Output channels.</param>
/// <param name="KernelSize">Side of the kernel, or its rows where <paramref name="KernelWidth"/> is given.</param>
/// <param name="Stride">Step in pixels.</param>
/// <param name="Padding">Zeros added on each side.</param>
/// <param name="Groups">1; the number of input and of output channels for a depthwise convolution; others are allowed,
/// but their channels are never pruned.</param>
/// <param name="Bias">True to add a bias per output channel.</param>
/// <param name="Quantizer">How the weights are quantised in the forward pass, or null for fp32 weights.</param>
/// <param name="Dilation">Distance of the pixels that neighbouring weights see.</param>
/// <param name="KernelWidth">Columns of the kernel where it is not square; null for a square one.</param>
/// <param name="Fixed">True for a filter that is part of the architecture, such as a blur: it is stored and pruned
/// with its channels, but not trained.</param>
[LayerKind("conv2d")]
public sealed record Conv2d(
    [property: Range(1, 1 << 20)] int InChannels,
    [property: Range(1, 1 << 20)] int OutChannels,
    [property: Range(1, 1 << 10)] int KernelSize,
    [property: Range(1, 1 << 10)] int Stride = 1,
    [property: Range(0, 1 << 10)] int Padding = 0,
    [property: Range(1, 1 << 20)] int Groups = 1,
    bool Bias = true,
    WeightQuantizer? Quantizer = null,
    [property: Range(1, 1 << 10)] int Dilation = 1,
    [property: Range(1, 1 << 10)] int? KernelWidth = null,
    bool Fixed = false
) : Layer, IConvolution, IValidatableObject
{
    /// <inheritdoc/>
    public override bool MixesChannels => !IsDepthwise;

    private int Columns => KernelWidth ?? KernelSize;

    private bool IsDepthwise => ConvolutionParts.IsDepthwise(InChannels, OutChannels, Groups);

    int IConvolution.OutputAxis => 0;

    Layer IConvolution.WithQuantizer(WeightQuantizer? quantizer) => this with { Quantizer = quantizer };

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext) =>
        ConvolutionParts.GroupFaults(InChannels, OutChannels, Groups);

    /// <inheritdoc/>
    public override IReadOnlyList<LayerParameter> Parameters()
    {
        var inAxis = Groups == 1 ? ChannelAxis.In : ChannelAxis.None;
        return ConvolutionParts.Parameters(
            [OutChannels, InChannels / Groups, KernelSize, Columns],
            [ChannelAxis.Out, inAxis, ChannelAxis.None, ChannelAxis.None],
            OutChannels,
            Bias,
            Quantizer,
            Fixed
        );
    }

    /// <inheritdoc/>
    public override Tensor InitialBuffer(LayerParameter buffer) => ones([.. buffer.Shape]);

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) =>
        ConvolutionParts.Run(this, Single(inputs), Bias, state, (x, w, b) =>
            nn.functional.conv2d(x, w, b, [Stride, Stride], [Padding, Padding], [Dilation, Dilation], Groups)
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
            [
                new("kernel_shape", [KernelSize, Columns]),
                new("pads", [Padding, Padding, Padding, Padding]),
                new("strides", [Stride, Stride]),
                .. Dilation == 1 ? Array.Empty<OnnxSetting>() : [new("dilations", [Dilation, Dilation])],
                new("group", Groups),
            ]
        );

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs)
    {
        var input = Single(inputs);
        ConvolutionParts.CheckChannels(Kind, InChannels, input);
        int Side(int side, int kernel)
        {
            var (room, span) = (side + (2 * Padding), (Dilation * (kernel - 1)) + 1);
            return room >= span
                ? ((room - span) / Stride) + 1
                : throw new GraphException(
                    $"an input of {input} is smaller than the {KernelSize}x{Columns} kernel. Use a larger image."
                );
        }

        return new FeatureShape(OutChannels, Side(input.Height, KernelSize), Side(input.Width, Columns));
    }

    /// <inheritdoc/>
    public override LayerCost Cost(IReadOnlyList<FeatureShape> inputs, FeatureShape output)
    {
        var macs = (long)OutChannels * (InChannels / Groups) * KernelSize * Columns * output.Height * output.Width;
        return new LayerCost(macs, macs);
    }

    /// <inheritdoc/>
    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs) =>
        RowReach.Window((Dilation * (KernelSize - 1)) + 1, Stride, Padding);

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) =>
        ConvolutionParts.Channels(Single(inputs), InChannels, OutChannels, Groups, tracker);

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
