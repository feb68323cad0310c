namespace GsFramework.Host.Benchmarking;

/// <summary>What times have in common.</summary>
/// <param name="Median">The middle one.</param>
/// <param name="P95">95 % are at most this: between two of them, interpolated linearly.</param>
/// <param name="Least">The shortest.</param>
internal sealed record Latency(double Median, double P95, double Least)
{
    /// <summary>Of some times; there is one at least.</summary>
    public static Latency Of(IReadOnlyList<double> times)
    {
        double[] sorted = [.. times.Order()];
        return new Latency(Quantile(sorted, 0.5), Quantile(sorted, 0.95), sorted[0]);
    }

    private static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
