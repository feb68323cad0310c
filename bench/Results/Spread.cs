namespace GsFramework.Bench.Results;

/// <summary>The middle of several numbers, and how far they scatter.</summary>
/// <param name="Median">The middle one.</param>
/// <param name="Lower">What a quarter of them are below.</param>
/// <param name="Upper">What a quarter of them are above.</param>
internal sealed record Spread(double Median, double Lower, double Upper)
{
    /// <summary>Of numbers in any order; between two of them it interpolates.</summary>
    public static Spread Of(IEnumerable<double> numbers)
    {
        var sorted = numbers.Order().ToArray();
        return new(Round(Quantile(sorted, 0.5)), Round(Quantile(sorted, 0.25)), Round(Quantile(sorted, 0.75)));
    }

    // What a clock gives is not known to more digits.
    private static double Round(double number) =>
        number == 0 || !double.IsFinite(number)
            ? number
            : Math.Round(number, Math.Clamp(3 - (int)Math.Floor(Math.Log10(Math.Abs(number))), 0, 15));

    private static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var (below, above) = (sorted[(int)Math.Floor(place)], sorted[(int)Math.Ceiling(place)]);
        return below + ((above - below) * (place - Math.Floor(place)));
    }
}
