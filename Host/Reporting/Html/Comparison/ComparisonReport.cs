using GsFramework.Host.Comparison;
using GsFramework.Host.Reporting.Html.Sections;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Comparison;

/// <summary>The page of a comparison.</summary>
internal static class ComparisonReport
{
    /// <summary>Writes the page.</summary>
    public static string Write(ComparisonRunFiles files)
    {
        var record = files.Record;
        return Page.Write(
            $"{record.Name}, comparison",
            Join(
                SmokeBanner.Of(record),
                Tag("p.eyebrow", "GsFramework · comparison"),
                Tag("h1", record.Name, Tag("span", Terms(record))),
                Unknown(files),
                Join(record.Notes.Select(note => Banner(files.WithoutRoot(note)))),
                Winners(files)
            ),
            PaperTable.Of(files),
            FailuresSection.Of(files),
            ParetoSection.Of(files),
            MethodPictures.Of(files),
            TestsSection.Of(files),
            MethodChannels.Of(files),
            MethodCurves.Of(files),
            ScoresSection.Protocol([.. record.Runs.SelectMany(static run => run.Scores)]),
            RunsSection.Methods(record),
            ConfigurationSection.Of(
                files.Configuration,
                record.Reference is { } reference ? $"the first run of {reference}" : "the first run"
            ),
            RunsSection.Of(files),
            ComparisonOrigin.Of(record)
        );
    }

    // No error: the page is written after every run of a comparison, which a wrong name must not end.
    private static Element? Unknown(ComparisonRunFiles files) =>
        files.Unknown.Count == 0
            ? null
            : Banner(
                $"No method has the score {string.Join(", ", files.Unknown)}, which comparison.json names in "
                    + $"\"primaryMetrics\". There are: {string.Join(", ", files.Known)}."
            );

    private static Element Banner(string text) => Tag("p.banner", text).With("role", "note");

    private static string Terms(ComparisonResult record) =>
        string.Join(
            ", ",
            new[]
            {
                record.Methods.Count > 0 ? $"{record.Methods.Count} methods" : null,
                record.Seeds.Count > 0
                    ? record.Seeds.Count == 1
                        ? $"seed {record.Seeds[0]}"
                        : $"seeds {string.Join(", ", record.Seeds)}"
                    : null,
                record.Budget is { } budget ? $"{Numbers.Plain(budget.Value)} {budget.Kind} each" : null,
            }.OfType<string>()
        );

    // Whose mean of the first score is best, and whether that is more than chance.
    private static Element? Winners(ComparisonRunFiles files)
    {
        if (files.Metrics is not [var metric, ..])
        {
            return null;
        }

        return Tag(
            "div.figures",
            files.Groups.Select(group =>
            {
                var ranking = group
                    .Rows.Select(row =>
                        (row.MethodName, Score: row.Scores.FirstOrDefault(score => score.Metric == metric))
                    )
                    .Where(static row => row.Score is not null)
                    .OrderBy(static row => row.Score!.LowerIsBetter ? row.Score.Mean : -row.Score.Mean)
                    .ToList();
                return ranking is not [var (method, best), ..]
                    ? null
                    : Tag(
                        "div",
                        Tag("strong", method),
                        Tag(
                            "span",
                            group.Ratio is null ? "best mean without a target of MACs" : $"best mean at {group.Title}"
                        ),
                        Tag(
                            "small",
                            $"{metric} {Numbers.Score(best!.Mean, best.StandardError)}",
                            ranking is [_, var (next, second), ..]
                                ? $"; next {next} {Numbers.Score(second!.Mean, second.StandardError)}"
                                : null
                        ),
                        Nearest.Contradiction(group, method, metric) is { } other ? Tag("small", other) : null,
                        Chance(files.Record.Reference, method, best, ranking.ElementAtOrDefault(1)) is { } chance
                            ? Tag("small", chance)
                            : null
                    );
            })
        );
    }

    // Tests are against the reference alone, which need not be the next.
    private static string? Chance(
        string? reference,
        string method,
        ComparedScore best,
        (string Method, ComparedScore? Score) next
    ) =>
        best.VersusReference?.P is { } p
            ? $"paired test of {method} against {reference ?? "the reference"}: {Numbers.Chance(p)}"
        : method == reference && next.Score?.VersusReference?.P is { } other
            ? $"paired test of {next.Method} against {method}: {Numbers.Chance(other)}"
        : null;
}
