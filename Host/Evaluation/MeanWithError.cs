namespace GsFramework.Host.Evaluation;

/// <summary>A mean over images and its standard error.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="StandardError">s/√n with the sample deviation s, or null for a single image.</param>
internal readonly record struct MeanWithError(double Mean, double? StandardError)
{
    /// <summary>Sums up one value an image.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static MeanWithError Of(IReadOnlyCollection<double> values)
    {
        if (values.Count == 0)
        {
            throw new ArgumentException("A mean needs at least one value.", nameof(values));
        }

        var mean = values.Average();
        return new MeanWithError(
            mean,
            values.Count < 2
                ? null
                : Math.Sqrt(values.Sum(value => Square(value - mean)) / (values.Count - 1) / values.Count)
        );
    }

    private static double Square(double value) => value * value;
}
