using System.Globalization;

namespace GsFramework.Host.Verification;

/// <summary>How large a difference may be that rounding alone makes, in the first step that differs.</summary>
/// <param name="BFloat16">True when the networks compute in bf16.</param>
/// <param name="Bits">The fewest bits of their quantisers; null where there are none.</param>
/// <remarks>
/// A value of <c>metrics.csv</c> is a mean over many elements that went through some 30 layers. Another order of
/// summation changes an element by about √(layers) · √(terms of a sum) roundings: √30 · √2304 · 6e-8 = 1.6e-5 in fp32,
/// relative to the size of the activations. In bf16 kernels add up in fp32 and round once a layer: √30 · 2e-3 = 1e-2.
/// The bounds leave a factor of 6 and of 3.
/// Quantisers amplify within one forward pass: an element at the border of two levels moves by a whole one, which moves
/// others over their borders in the next layer, until the difference is the noise of the quantisers itself. So the
/// bound is a few levels of their range; seen were 1.2 at 8 bits, where the same network without quantisers differed by
/// 9e-8. Images are in [-1, 1], so a mean that is itself near 0, such as the distance of two networks that are still
/// the same, has an absolute error however small it is; it gets a hundredth of the bound.
/// Later steps tell nothing: Adam divides a gradient by its size, so that one near 0 that changes its sign moves its
/// weight by the learning rate the other way.
/// </remarks>
internal sealed record RoundingBound(bool BFloat16, int? Bits)
{
    private const double Levels = 5;

    // Beyond it nothing would be left that is not explained.
    private const double Most = 5e-2;

    /// <summary>The bound, relative to the value.</summary>
    public double Relative =>
        Math.Max(BFloat16 ? 3e-2 : 1e-4, Bits is { } bits ? Math.Min(Most, Levels / (Math.Pow(2, bits) - 1)) : 0);

    /// <summary>True when rounding may have made a difference.</summary>
    public bool Holds(ValueDifference difference) =>
        difference.Relative <= Relative || difference.Absolute <= Relative / 100;

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"at most {Relative:0E-0} of a value in "
                + $"{(BFloat16 ? "bf16" : "fp32")}{(Bits is { } bits ? $" with quantizers of {bits} bits" : "")}"
        );
}
