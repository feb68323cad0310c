using GsFramework.Host.Comparison;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Comparison;

/// <summary>The paired tests of all methods against the reference.</summary>
internal static class TestsSection
{
    private const double Level = 0.05;

    /// <summary>A table for every ratio; null without tests.</summary>
    public static Section? Of(ComparisonRunFiles files)
    {
        var groups = files
            .Groups.Select(group => (group.Title, Rows: Rows(files, group).ToList()))
            .Where(static entry => entry.Rows.Count > 0)
            .ToList();
        return groups.Count == 0
            ? null
            : new Section(
                "tests",
                "Paired tests",
                Join([
                    Tag(
                        "p.note",
                        $"Each method less {files.Record.Reference ?? "the reference"}, seed by seed; two-sided "
                            + $"t-test of the mean difference. "
                            + $"A method is called better or worse where p < {Level}. With few seeds a test sees "
                            + $"only large differences, and p is not corrected for the number of tests."
                    ),
                    .. groups.Select(static entry =>
                        Join(
                            Tag("h3", entry.Title),
                            Tables.Of(
                                $"Paired tests, {entry.Title}",
                                [
                                    "method",
                                    Column.Words("score"),
                                    "difference",
                                    "t",
                                    "df",
                                    "p",
                                    Column.Words("finding"),
                                ],
                                entry.Rows
                            )
                        )
                    ),
                ])
            );
    }

    private static IEnumerable<IReadOnlyList<Markup>> Rows(ComparisonRunFiles files, RatioGroup at) =>
        from metric in files.Metrics
        from row in at.Rows.OrderBy(row => files.Series(row.MethodName))
        from score in row.Scores
        where score.Metric == metric && score.VersusReference?.Difference is not null
        let test = score.VersusReference
        select (IReadOnlyList<Markup>)
            [
                row.MethodName,
                metric,
                Numbers.Score(test.Difference, test.StandardError),
                Numbers.About(test.T),
                Numbers.Whole(test.DegreesOfFreedom),
                Numbers.Probability(test.P),
                Reading(score.LowerIsBetter, test),
            ];

    private static Markup Reading(bool lowerIsBetter, PairedTest test) =>
        test switch
        {
            { P: null } => "",
            { P: >= Level } => Tag("span.muted", "no clear difference"),
            _ => test.Difference < 0 == lowerIsBetter ? "better" : "worse",
        };
}
