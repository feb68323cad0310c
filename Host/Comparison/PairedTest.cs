using System.Text.Json.Serialization;
using GsFramework.Core.Interchange;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace GsFramework.Host.Comparison;

/// <summary>Student's paired t-test of two methods over the same seeds: what the seeds do to both drops out.</summary>
/// <param name="Difference">The mean of method - reference.</param>
/// <param name="StandardError">Of the difference; null for a single seed.</param>
/// <param name="T">The statistic; null where it cannot be computed.</param>
/// <param name="DegreesOfFreedom">Pairs - 1.</param>
/// <param name="P">The two-sided probability of such a t, or a larger one, if both are equally good. Null where it
/// cannot be computed. It assumes normal differences, which three seeds cannot show: a small p of few seeds is a
/// hint.</param>
internal sealed record PairedTest(
    [property: Signed] double Difference,
    double? StandardError,
    [property: Signed] double? T,
    int DegreesOfFreedom,
    double? P
)
{
    /// <summary>How many seeds both have.</summary>
    [JsonIgnore]
    public int Pairs => DegreesOfFreedom + 1;

    /// <summary>Tests a method against the reference.</summary>
    /// <param name="method">Scores by seed.</param>
    /// <param name="reference">The reference's.</param>
    /// <returns>Null where they have no seed in common.</returns>
    public static PairedTest? Of(IReadOnlyDictionary<int, double> method, IReadOnlyDictionary<int, double> reference)
    {
        var differences = method
            .Keys.Where(reference.ContainsKey)
            .Order()
            .Select(seed => method[seed] - reference[seed])
            .ToArray();
        if (differences.Length == 0)
        {
            return null;
        }

        var mean = differences.Mean();
        if (differences.Length == 1)
        {
            return new PairedTest(mean, null, null, 0, null);
        }

        var error = differences.StandardDeviation() / Math.Sqrt(differences.Length);
        var freedom = differences.Length - 1;
        if (error == 0)
        {
            return new PairedTest(mean, 0, null, freedom, null);
        }

        var t = mean / error;
        return new PairedTest(mean, error, t, freedom, 2 * StudentT.CDF(0, 1, freedom, -Math.Abs(t)));
    }
}
