using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GsFramework.Bench.Reference;

/// <summary>
/// A convolution or a transposed one that quantises its kernel in each call, with a scale that it reads from the
/// device, and its input where that is not an image: clamped to [0, 4], 257 levels.
/// </summary>
internal sealed class QuantizedConvolution : nn.Module<Tensor, Tensor>
{
    private const int Bits = 8;
    private const double InputMax = 4;

    private readonly Parameter _weight;
    private readonly Parameter _bias;
    private readonly Func<Tensor, Tensor, Tensor, Tensor> _convolve;
    private readonly bool _quantizesInput;

    /// <summary>Takes the parameters of a plain layer.</summary>
    /// <param name="weight">Its kernel.</param>
    /// <param name="bias">Its bias.</param>
    /// <param name="convolve">What it computes of input, kernel and bias.</param>
    /// <param name="quantizesInput">False for the layer that sees the image.</param>
    public QuantizedConvolution(
        Parameter weight,
        Parameter bias,
        Func<Tensor, Tensor, Tensor, Tensor> convolve,
        bool quantizesInput
    )
        : base(nameof(QuantizedConvolution))
    {
        (_weight, _bias, _convolve, _quantizesInput) = (weight, bias, convolve, quantizesInput);
        register_parameter("weight", weight);
        register_parameter("bias", bias);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var x = _quantizesInput
            ? LinearQuantization.Round(input.clamp(0, InputMax), signed: false, Bits, InputMax)
            : input;
        var max = _weight.abs().max().item<float>();
        return _convolve(x, LinearQuantization.Round(_weight.clone(), signed: true, Bits, max), _bias);
    }
}
