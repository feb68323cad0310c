using GsFramework.Host.Evaluation;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Sections;

/// <summary>All scores, and how each was measured.</summary>
internal static class ScoresSection
{
    /// <summary>The table and its protocols; null without scores.</summary>
    public static Section? Of(IReadOnlyList<Score> scores)
    {
        if (scores.Count == 0)
        {
            return null;
        }

        var protocols = Protocols(scores);
        return new Section(
            "scores",
            "Scores",
            Join(
                Tables.Of(
                    "Scores",
                    [
                        "score",
                        "dense G0",
                        Column.Compact,
                        Column.Words("better"),
                        Column.Words("difference"),
                        "protocol",
                    ],
                    scores.Select(score =>
                        new Markup[]
                        {
                            Metrics.Marked(score.Metric, [score]),
                            Numbers.Score(score.Dense, score.DenseStandardError),
                            Numbers.Score(score.Compact, score.StandardError),
                            Metrics.Direction(score.Metric),
                            Difference(score),
                            Link(protocols.IndexOf(Line(score)) + 1),
                        }
                    )
                ),
                Tag(
                    "p.note",
                    "± is the standard error over images. A difference of less than twice its own error is none that "
                        + "these images can show. The teacher has no distance to itself. ",
                    TrueScores.Of(scores) is { } truths ? $"{truths}. " : null,
                    Join(Cautions(scores))
                ),
                List(protocols)
            )
        );
    }

    private static Markup Difference(Score score) =>
        score switch
        {
            { NoDifference: not null } => Tag("span.muted", "none to be seen"),
            { IsBetter: { } isBetter } => isBetter ? "better than G0" : "worse than G0",
            _ => Numbers.Unknown,
        };

    /// <summary>The different protocols of the scores of many runs, as a section of their own.</summary>
    public static Section? Protocol(IReadOnlyList<Score> scores) =>
        scores.Count == 0
            ? null
            : new Section(
                "protocol",
                "Protocol of the scores",
                Tag(
                    "dl.protocols",
                    scores
                        .GroupBy(LineOfAnySeed)
                        .Select(static group =>
                            Tag(
                                "div",
                                Tag("dt", string.Join(", ", group.Select(static score => score.Metric).Distinct())),
                                Tag(
                                    "dd",
                                    group.Key,
                                    group.First().Caution is { } caution ? $". Caution: {caution}" : null
                                )
                            )
                        )
                )
            );

    private static IEnumerable<Markup> Cautions(IEnumerable<Score> scores) =>
        scores
            .Where(static score => score.Caution is not null)
            .Select(static score => Tag("span.caution", $"* {score.Metric}: {score.Caution}. "));

    private static List<string> Protocols(IEnumerable<Score> scores) => [.. scores.Select(Line).Distinct()];

    private static string Line(Score score) => score.Protocol.Line(score.Split, score.Images);

    private static string LineOfAnySeed(Score score) =>
        score.Protocol is { Subsets: { } subsets, SubsetSize: { } size }
            ? $"{(score.Protocol with { Subsets = null }).Line(score.Split, score.Images)}, {subsets} subsets of "
                + $"{size} drawn by the seed of the run"
            : Line(score);

    private static Element Link(int number) => Tag("a", $"{number}").With("href", $"#protocol-{number}");

    private static Element List(List<string> protocols) =>
        Tag(
            "ol.protocols",
            protocols.Select(static (line, number) => Tag("li", line).With("id", $"protocol-{number + 1}"))
        );
}
