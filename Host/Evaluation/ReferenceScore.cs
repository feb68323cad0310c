namespace GsFramework.Host.Evaluation;

/// <summary>The score by which a method and the teacher are both compared with real images, for r_f. The primary scores
/// may all be distances to the teacher, of which it has none itself.</summary>
internal static class ReferenceScore
{
    /// <summary>The first such score; null where there is none.</summary>
    /// <param name="scores">Scores with the teacher's value of each, or null where it has none.</param>
    public static string? Of(IEnumerable<(string Metric, bool LowerIsBetter, double? Dense)> scores) =>
        scores
            .FirstOrDefault(static score =>
                score is { Dense: > 0, LowerIsBetter: true }
                && (score.Metric == "fid" || score.Metric.StartsWith("kid-", StringComparison.Ordinal))
            )
            .Metric;
}
