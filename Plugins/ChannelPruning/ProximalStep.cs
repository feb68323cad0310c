using GsFramework.Terms;

namespace GsFramework.ChannelPruning;

/// <summary>
/// The proximal operator of η·ρ‖γ‖₁, soft thresholding, and the threshold's learning rate η:
/// <code>
/// γ ← sign(γ) · max(|γ| - ρ·η, 0)
/// η = η_t                                              (true)
/// η = η_t · (1 + cos(πt/T)) / (1 + cos(π(t-1)/T))      (reference, t > 0)
/// </code>
/// The reference form is what <c>CosineAnnealingLR.get_lr()</c> gives when it is called outside of <c>step()</c>.
/// </summary>
internal static class ProximalStep
{
    /// <summary>Thresholds the values in place, in fp32. What falls to 0 is exactly 0.</summary>
    public static void Shrink(Span<float> values, double threshold)
    {
        var t = (float)threshold;
        foreach (ref var value in values)
        {
            // Written so that a NaN stays one instead of dying quietly.
            value = Math.Abs(value) <= t ? 0 : value - MathF.CopySign(t, value);
        }
    }

    /// <summary>η for a base learning rate.</summary>
    /// <param name="schedule">Which rule.</param>
    /// <param name="baseRate">Base learning rate of γ.</param>
    /// <param name="factor">The schedule's factor in this step.</param>
    /// <param name="clock">t and T.</param>
    public static double LearningRate(ProximalSchedule schedule, double baseRate, double factor, ScheduleClock clock)
    {
        var rate = baseRate * factor;
        return schedule == ProximalSchedule.Reference && clock.Time > 0
            ? rate * clock.Cosine / (clock with { Time = clock.Time - 1 }).Cosine
            : rate;
    }
}
