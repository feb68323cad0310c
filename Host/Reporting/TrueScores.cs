using GsFramework.Core.Text;
using GsFramework.Host.Evaluation;

namespace GsFramework.Host.Reporting;

/// <summary>What the true images score: as near as a perfect network comes.</summary>
internal static class TrueScores
{
    /// <summary>In one line, in the terminal and on the page alike; null where none were measured.</summary>
    public static string? Of(IReadOnlyList<Score> scores)
    {
        var known = scores.Where(static score => score.Truth is not null).ToList();
        return known.Count == 0
            ? null
            : "The true images themselves: "
                + string.Join(
                    ", ",
                    known.Select(static score => $"{score.Metric} {MeasuredText.About(score.Truth!.Value)}")
                );
    }
}
