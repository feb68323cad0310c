namespace GsFramework.Host.Reporting.Html;

/// <summary>Makes noisy series smooth.</summary>
internal static class RunningMean
{
    /// <summary>Each point becomes the mean of those around it; at the ends, of those that there are.</summary>
    /// <param name="points">The series.</param>
    /// <param name="share">How many of its points count for one, as a part of all.</param>
    public static IReadOnlyList<MetricsPoint> Of(IReadOnlyList<MetricsPoint> points, double share)
    {
        var reach = (int)(points.Count * share / 2);
        if (reach == 0)
        {
            return points;
        }

        var sums = new double[points.Count + 1];
        for (var i = 0; i < points.Count; i++)
        {
            sums[i + 1] = sums[i] + points[i].Value;
        }

        return
        [
            .. points.Select(
                (point, i) =>
                {
                    var (from, to) = (Math.Max(0, i - reach), Math.Min(points.Count, i + reach + 1));
                    return point with { Value = (sums[to] - sums[from]) / (to - from) };
                }
            ),
        ];
    }
}
