namespace GsFramework.Host.Verification;

/// <summary>How large a difference may be that rounding alone makes, in the first step that differs.</summary>
/// <remarks>
/// A value of <c>metrics.csv</c> is a mean over many elements that went through some 30 layers. Another order of summation
/// changes an element by about √(layers) · √(terms of a sum) roundings: √30 · √2304 · 6e-8 = 1.6e-5 in fp32, relative to the
/// size of the activations. In bf16 kernels add up in fp32 and round once a layer: √30 · 2e-3 = 1e-2. The bounds leave a factor
/// of 6 and of 3. Images lie in [-1, 1], so a mean that is itself near 0, such as the distance of two networks that are still
/// the same, has an absolute error of that size however small it is; it gets a hundredth of the bound.
/// Later steps tell nothing: Adam divides a gradient by its size, so that one near 0 that changes its sign moves its weight by
/// the learning rate the other way, and a quantiser moves a value by a whole level.
/// </remarks>
internal static class RoundingBound
{
    /// <summary>The bound for a difference relative to the value.</summary>
    public static double Relative(bool bfloat16) => bfloat16 ? 3e-2 : 1e-4;

    /// <summary>The bound for the difference of values near 0.</summary>
    public static double Absolute(bool bfloat16) => Relative(bfloat16) / 100;

    /// <summary>True when rounding may have made it.</summary>
    public static bool Holds(ValueDifference difference, bool bfloat16) =>
        difference.Relative <= Relative(bfloat16) || difference.Absolute <= Absolute(bfloat16);
}
