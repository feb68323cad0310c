using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>
/// What quantised layers compute in use: the arithmetic of integer kernels, operation by operation, so that an exported
/// file gives the same numbers to the bit. Rounding is a step: had the two sums that differ in their last bit only,
/// some values would round to neighbours, and a deep network makes more of that with every layer.
/// <code>
/// q_y = round((Σ q_w·(q_x - z_x) + q_b) · (s_x·s_w / s_y)) + z_y
/// </code>
/// Whole numbers are kept in fp32, which adds them exactly up to 2^24.
/// </summary>
internal static class IntegerArithmetic
{
    /// <summary>A convolution between two grids; null when it has to compute in fp32.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="input">(N, C, H, W) on the grid before it.</param>
    /// <param name="hasBias">True when it has a bias.</param>
    /// <param name="state">Its tensors and grids.</param>
    /// <param name="convolve">The convolution of an image with a kernel.</param>
    public static Tensor? Convolve(
        IConvolution layer,
        Tensor input,
        bool hasBias,
        LayerState state,
        Func<Tensor, Tensor, Tensor?, Tensor> convolve
    )
    {
        if (
            layer.Quantizer is not { } quantizer
            || !state.ComputesIntegers
            || state.InputEdge?.Grid is not { } from
            || state.OutputEdge is not { Grid: { } to, IntegerMax: var most }
        )
        {
            return null;
        }

        using var scope = NewDisposeScope();
        var kernel = IntegerKernel.Of(layer, quantizer, state, hasBias, from.Scale);
        var factor = kernel.Scale * from.Scale / to.Scale;
        var sum = convolve(Whole(input, from), kernel.Weights, null);
        if (kernel.Bias is { } bias)
        {
            sum.add_(bias.to(sum.dtype).reshape(1, -1, 1, 1));
        }

        return sum.mul_(factor.reshape(1, -1, 1, 1))
            .round_()
            .clamp_(-to.ZeroPoint, most - to.ZeroPoint)
            .mul_(to.Scale)
            .MoveToOuterDisposeScope();
    }

    /// <summary>
    /// An instance norm of values on a grid; null when it has to compute in fp32. Its sums are of whole numbers and
    /// thus exact, whatever their order: y = q·a + b, a = γ·s / sqrt(s²·Var q + ε), b = β - a·Mean q.
    /// </summary>
    public static Tensor? Normalize(Tensor input, Tensor? scale, Tensor? shift, double epsilon, LayerState state)
    {
        using var scope = NewDisposeScope();
        return Measured(input, state) is { } whole
            ? Normalized(whole, ImageMoments.Of(whole), scale, shift, epsilon, state).MoveToOuterDisposeScope()
            : null;
    }

    /// <summary>The same with the moments of <see cref="Measured"/> of the whole image.</summary>
    public static Tensor? Normalize(
        Tensor input,
        ImageMoments moments,
        Tensor? scale,
        Tensor? shift,
        double epsilon,
        LayerState state
    )
    {
        using var scope = NewDisposeScope();
        return Measured(input, state) is { } whole
            ? Normalized(whole, moments, scale, shift, epsilon, state).MoveToOuterDisposeScope()
            : null;
    }

    private static Tensor Normalized(
        Tensor whole,
        ImageMoments moments,
        Tensor? scale,
        Tensor? shift,
        double epsilon,
        LayerState state
    )
    {
        using var scope = NewDisposeScope();
        var step = (double)state.InputEdge!.Grid!.Scale;
        var factor = step / ((moments.Variance * (step * step)) + epsilon).sqrt();
        factor = scale is null ? factor : factor * scale.to(float64).reshape(1, -1, 1, 1);
        var offset =
            (shift is null ? zeros_like(moments.Mean) : shift.to(float64).reshape(1, -1, 1, 1))
            - (moments.Mean * factor);
        return whole.mul_(factor.to(whole.dtype)).add_(offset.to(whole.dtype)).MoveToOuterDisposeScope();
    }

    /// <summary>The whole numbers q of a norm's input; null when it has to compute in fp32.</summary>
    public static Tensor? Measured(Tensor input, LayerState state) =>
        state.ComputesIntegers && state.InputEdge?.Grid is { } grid ? Whole(input, grid).add_(grid.ZeroPoint) : null;

    // The quotient of a value on the grid is whole but for its last bits.
    private static Tensor Whole(Tensor value, OnnxGrid grid) => (value / grid.Scale).round_();
}
