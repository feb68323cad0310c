using GsFramework.Host.Evaluation;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Sections;

/// <summary>What is known of a score by its name.</summary>
internal static class Metrics
{
    private static readonly string[] _headline = ["fid", "kid", "accuracy"];

    /// <summary>Lower or higher.</summary>
    public static string Direction(string metric) => ScoreDirection.LowerIsBetter(metric) ? "lower" : "higher";

    /// <summary>The name of a score, with a mark where any of some scores of it should not be trusted.</summary>
    public static Markup Marked(string metric, IEnumerable<Score> scores) =>
        scores.FirstOrDefault(score => score.Metric == metric && score.Caution is not null) is { } doubtful
            ? Join(metric, Tag("abbr", " *").With("title", doubtful.Caution))
            : metric;

    /// <summary>The score for a headline: one that the teacher has too, of those that judge the images as a whole if
    /// there is one.</summary>
    public static Score? Headline(IReadOnlyList<Score> scores) =>
        _headline
            .Select(prefix =>
                scores.FirstOrDefault(score =>
                    score.Dense is not null && score.Metric.StartsWith(prefix, StringComparison.Ordinal)
                )
            )
            .FirstOrDefault(static score => score is not null)
        ?? scores.FirstOrDefault(static score => score.Dense is not null)
        ?? (scores.Count > 0 ? scores[0] : null);
}
