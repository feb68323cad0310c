using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>A quantised convolution's constants as integer kernels take them: W ≈ s_w·q_w and b ≈
/// s_x·s_w·q_b.</summary>
/// <param name="Weights">q_w, whole numbers of the kernel's shape, fp32.</param>
/// <param name="Scale">s_w, [out] or [1].</param>
/// <param name="Bias">q_b, whole numbers [out], fp64; null without a bias, or where s_x is not known.</param>
internal sealed record IntegerKernel(Tensor Weights, Tensor Scale, Tensor? Bias)
{
    // Half of int32, so that the sum of products has room too.
    private const double LargestBias = 1 << 30;

    /// <summary>The constants of a layer.</summary>
    /// <param name="layer">The convolution.</param>
    /// <param name="quantizer">Its quantiser.</param>
    /// <param name="state">Its tensors.</param>
    /// <param name="hasBias">True when it has a bias.</param>
    /// <param name="inputScale">s_x, or null when the input has no grid.</param>
    public static IntegerKernel Of(
        IConvolution layer,
        WeightQuantizer quantizer,
        LayerState state,
        bool hasBias,
        float? inputScale
    )
    {
        var weight = state["weight"];
        var scale = quantizer.Scale(weight, layer.OutputAxis, state);
        Tensor? integers = null;
        if (inputScale is { } step && hasBias)
        {
            // Beside a kernel of next to nothing the integers of a bias would not fit: such a kernel gets coarser
            // steps, which changes the output by less than a millionth of the bias for each of its weights.
            var bias = state["bias"];
            var least = bias.abs() / (step * LargestBias);
            scale = scale.numel() == 1 ? scale.maximum(least.max()) : scale.maximum(least);
            integers = (bias.to(float64) / (scale.to(float64) * step)).round();
        }

        return new IntegerKernel(quantizer.Integers(weight, scale, layer.OutputAxis), scale, integers);
    }
}
