using System.ComponentModel.DataAnnotations;
using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>A transposed convolution with a square kernel and PyTorch's weight layout [in, out / groups, k,
/// k].</summary>
/// <param name="InChannels">Input channels.</param>
/// <param name="OutChannels">Output channels.</param>
/// <param name="KernelSize">Side of the kernel.</param>
/// <param name="Stride">Upsampling factor.</param>
/// <param name="Padding">Pixels cut from each side of the full output.</param>
/// <param name="OutputPadding">Rows and columns added at the bottom and right.</param>
/// <param name="Bias">True to add a bias per output channel.</param>
/// <param name="Quantizer">How the weights are quantised in the forward pass, or null for fp32 weights.</param>
/// <param name="Groups">1, or the number of input and of output channels for a depthwise one.</param>
/// <param name="Fixed">True for a filter that is part of the architecture, such as a blur: it is stored and pruned
/// with its channels, but not trained.</param>
[LayerKind("conv-transpose2d")]
public sealed record ConvTranspose2d(
    [property: Range(1, 1 << 20)] int InChannels,
    [property: Range(1, 1 << 20)] int OutChannels,
    [property: Range(1, 1 << 10)] int KernelSize,
    [property: Range(1, 1 << 10)] int Stride = 1,
    [property: Range(0, 1 << 10)] int Padding = 0,
    [property: Range(0, 1 << 10)] int OutputPadding = 0,
    bool Bias = true,
    WeightQuantizer? Quantizer = null,
    [property: Range(1, 1 << 20)] int Groups = 1,
    bool Fixed = false
) : Layer, IConvolution, IValidatableObject
{
    /// <inheritdoc/>
    public override bool MixesChannels => !IsDepthwise;

    private bool IsDepthwise => ConvolutionParts.IsDepthwise(InChannels, OutChannels, Groups);

    int IConvolution.OutputAxis => Groups == 1 ? 1 : 0;

    Layer IConvolution.WithQuantizer(WeightQuantizer? quantizer) => this with { Quantizer = quantizer };

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext) =>
        Groups == 1 || IsDepthwise
            ? []
            :
            [
                new ValidationResult(
                    $"groups is {Groups}; expected 1, or the number of input and of output channels for a depthwise one"
                ),
            ];

    /// <inheritdoc/>
    /// <remarks>In a depthwise one the axis of the kernel that is pruned is the first: input and output are
    /// one.</remarks>
    public override IReadOnlyList<LayerParameter> Parameters() =>
        ConvolutionParts.Parameters(
            [InChannels, OutChannels / Groups, KernelSize, KernelSize],
            Groups == 1
                ? [ChannelAxis.In, ChannelAxis.Out, ChannelAxis.None, ChannelAxis.None]
                : [ChannelAxis.Out, ChannelAxis.None, ChannelAxis.None, ChannelAxis.None],
            OutChannels,
            Bias,
            Quantizer,
            Fixed
        );

    /// <inheritdoc/>
    public override Tensor InitialBuffer(LayerParameter buffer) => ones([.. buffer.Shape]);

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) =>
        ConvolutionParts.Run(this, Single(inputs), Bias, state, (x, w, b) =>
            nn.functional.conv_transpose2d(
                x,
                w,
                b,
                strides: [Stride, Stride],
                padding: [Padding, Padding],
                output_padding: [OutputPadding, OutputPadding],
                groups: Groups
            )
        );

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes) =>
        OnnxKernel.Write(
            "ConvTranspose",
            this,
            Bias,
            Single(inputs),
            state,
            nodes,
            [
                .. OnnxKernel.Window(KernelSize, Stride, Padding, Groups),
                new("output_padding", [OutputPadding, OutputPadding]),
            ]
        );

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs)
    {
        var input = Single(inputs);
        ConvolutionParts.CheckChannels(Kind, InChannels, input);
        int Side(int side)
        {
            var size = ((side - 1) * Stride) - (2 * Padding) + KernelSize + OutputPadding;
            return size > 0
                ? size
                : throw new GraphException($"an input of {input} leaves nothing of the output. Use a larger image.");
        }

        return new FeatureShape(OutChannels, Side(input.Height), Side(input.Width));
    }

    /// <inheritdoc/>
    public override LayerCost Cost(IReadOnlyList<FeatureShape> inputs, FeatureShape output)
    {
        var input = Single(inputs);
        var perPixel = (long)OutChannels * (InChannels / Groups) * KernelSize * KernelSize;
        return new LayerCost(perPixel * input.Height * input.Width, perPixel * output.Height * output.Width);
    }

    /// <inheritdoc/>
    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs) =>
        new((Math.Max(Math.Max(KernelSize - 1 - Padding, Padding), 0) / Stride) + 2, Up: Stride);

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) =>
        ConvolutionParts.Channels(Single(inputs), InChannels, OutChannels, Groups, tracker);

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state)
    {
        var bias = Bias ? state["bias"] : null;
        return Groups == 1 ? ConvolutionParts.Constants(Single(inputs), state["weight"], outputAxis: 1, bias)
            : ConvolutionParts.DepthwiseConstants(Single(inputs), state["weight"], bias);
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
