using GsFramework.Host.Comparison;
using GsFramework.Host.Reporting.Html.Sections;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Comparison;

/// <summary>The results in the form of the paper's tables.</summary>
internal static class PaperTable
{
    /// <summary>A table for every ratio; null without results.</summary>
    public static Section? Of(ComparisonRunFiles files)
    {
        var groups = files.Groups.Where(static group => group.Rows.Count > 0).ToList();
        return groups.Count == 0
            ? null
            : new Section(
                "results",
                "Results",
                Join([
                    .. groups.Select(group => Join(Tag("h3", group.Title), Table(files, group))),
                    Definitions(files),
                    Tag(
                        "details",
                        Tag("summary", "All scores"),
                        Join(groups.Select(group => Join(Tag("h3", group.Title), AllScores(files, group))))
                    ),
                ])
            );
    }

    private static Markup Table(ComparisonRunFiles files, RatioGroup group) =>
        Tables.Of(
            group.Title,
            isBroad: true,
            columns:
            [
                "method",
                "MACs",
                "model size",
                .. files.Tabled.SelectMany(metric =>
                    TeacherHas(files, metric) ? new Column[] { metric, Column.Symbol("r", "f") } : [metric]
                ),
                Column.Symbol("r", "c"),
                Column.Symbol("r", "s"),
                .. files.Record.HasDeployed
                    ? new Column[] { "file to deploy", Column.Symbol("r", "d"), Times(files.Record) }
                    : [],
                "updates",
                $"training CPU time{files.Record.TimesMark}",
            ],
            rows:
            [
                .. Dense(files, group),
                .. group.Rows.OrderBy(row => files.Series(row.MethodName)).Select(row => Row(files, group, row)),
            ]
        );

    private static IEnumerable<IReadOnlyList<Markup>> Dense(ComparisonRunFiles files, RatioGroup group)
    {
        if (files.Record.Runs is [var run, ..])
        {
            yield return
            [
                Tag("span.muted", "dense G0"),
                Numbers.Short(run.Macs.Dense),
                Numbers.Short(run.Bytes.Dense, "B"),
                .. files.Tabled.SelectMany(metric =>
                    TeacherHas(files, metric)
                        ? new Markup[]
                        {
                            Numbers.Score(Dense(group, metric)),
                            Numbers.Times(Dense(group, metric) is null ? null : 1),
                        }
                        : [Numbers.Unknown]
                ),
                Numbers.Times(1),
                Numbers.Times(1),
                .. files.Record.HasDeployed ? new Markup[] { "onnx", Numbers.Times(1), Numbers.Times(1) } : [],
                "",
                "",
            ];
        }
    }

    private static IReadOnlyList<Markup> Row(ComparisonRunFiles files, RatioGroup group, ComparisonRow row) =>
        [
            Join(
                row.MethodName,
                row.MethodName == files.Record.Reference ? Tag("span.muted", " reference") : null,
                row.Seeds < files.Record.Seeds.Count
                    ? Tag("span.muted", $" {row.Seeds} of {files.Record.Seeds.Count} seeds")
                    : null
            ),
            Numbers.Short(row.Macs) + (IsBeyond(files, row) ? " *" : ""),
            Numbers.Short(row.Bytes, "B"),
            .. files.Tabled.SelectMany(metric =>
                TeacherHas(files, metric)
                    ? new[] { Cell(group, row, metric), Numbers.Times(Improvement(Score(row, metric))) }
                    : [Cell(group, row, metric)]
            ),
            Numbers.Times(row.MacRatio),
            Numbers.Times(row.ByteRatio),
            .. files.Record.HasDeployed
                ? new Markup[]
                {
                    row.Deployed?.Format ?? Numbers.Unknown,
                    Numbers.Times(row.Deployed?.ByteRatio),
                    Numbers.Times(row.Deployed?.TimesFaster),
                }
                : [],
            // What shows that the methods were compared on equal terms, or on which they were not.
            Numbers.Whole(row.Updates),
            Tables.Sorted(Numbers.Duration(row.TrainingCpuSeconds), row.TrainingCpuSeconds),
        ];

    private static Column Times(ComparisonResult record) =>
        Column.Symbol("r", "t") is var column && record.TimesMark is { Length: > 0 } mark
            ? column with
            {
                Title = Join(column.Title, mark),
                Plain = column.Plain + mark,
            }
            : Column.Symbol("r", "t");

    private static Markup AllScores(ComparisonRunFiles files, RatioGroup group)
    {
        var rows = group.Rows.OrderBy(row => files.Series(row.MethodName)).ToList();
        var metrics = rows.SelectMany(static row => row.Scores).Select(static score => score.Metric).Distinct();
        return Tables.Of(
            $"All scores, {group.Title}",
            ["score", "dense G0", .. rows.Select(static row => (Column)row.MethodName)],
            metrics.Select(metric =>
                (IReadOnlyList<Markup>)
                    [
                        Metrics.Marked(metric, files.Record.Runs.SelectMany(static run => run.Scores)),
                        Numbers.Score(Dense(group, metric)),
                        .. rows.Select(row => Cell(group, row, metric)),
                    ]
            )
        );
    }

    private static Markup Cell(RatioGroup group, ComparisonRow row, string metric)
    {
        var score = Score(row, metric);
        var text = Numbers.Score(score?.Mean, score?.StandardError);
        var isBest =
            Nearest.Best(group, metric) == row.MethodName
            && Nearest.Contradiction(group, row.MethodName, metric) is null;
        return isBest ? Tag("b", text) : text;
    }

    private static double? Dense(RatioGroup group, string metric) =>
        group.Rows.Select(row => Score(row, metric)?.Dense).FirstOrDefault(static dense => dense is not null);

    private static bool TeacherHas(ComparisonRunFiles files, string metric) =>
        files.Groups.Any(group => Dense(group, metric) is not null);

    // A ratio says nothing where a score is not positive, as KID may be.
    private static double? Improvement(ComparedScore? score) =>
        score is { Dense: > 0 and var dense, Mean: > 0 and var mean }
            ? score.LowerIsBetter
                ? dense / mean
                : mean / dense
            : null;

    private static ComparedScore? Score(ComparisonRow row, string metric) =>
        row.Scores.FirstOrDefault(score => score.Metric == metric);

    private static Element Definitions(ComparisonRunFiles files) =>
        Tag(
            "dl.definitions",
            Definition(Symbols.Of("r", "c"), "MACs of G0 ÷ MACs of G, by the exact rule"),
            Definition(Symbols.Of("r", "s"), "bytes of the weights of G0 on the disk ÷ those of G"),
            files.Record.HasDeployed
                ? Definition(
                    Symbols.Of("r", "d"),
                    "bytes of the weights of G0 ÷ bytes of the smallest ONNX file that computes what was scored"
                )
                : null,
            files.Record.HasDeployed
                ? Definition(
                    Symbols.Of("r", "t"),
                    "time of G0 in fp32 ÷ time of that file, both in ONNX Runtime on the CPU and in turn in one process"
                )
                : null,
            !files.Tabled.Any(metric => TeacherHas(files, metric))
                ? null
                : Definition(
                    Symbols.Of("r", "f"),
                    "score of G0 ÷ score of G on its left, or the inverse where higher is better: above 1, G scores "
                        + "better than its teacher. A distance to the teacher has none"
                ),
            Definition(
                "±",
                "standard error of the mean over seeds; the best mean is bold, whether or not the tests below find a "
                    + "difference, unless its method is nearest to the teacher by no score"
            ),
            Definition(
                "costs",
                "of training, mean over seeds: updates of the generator, and processor time of slimming or search "
                    + "and fine-tuning"
            ),
            files.Record.TimesMark.Length > 0
                ? Definition(UnequalTerm.Mark, "not comparable: see the notes at the top of the page")
                : null,
            Deviation(files),
            Tag(
                "div",
                Tag("dt", "better"),
                Tag(
                    "dd",
                    string.Join(
                        ", ",
                        files.Tabled.Select(metric =>
                            $"{metric}: {(IsHigherBetter(files, metric) ? "higher" : "lower")}"
                        )
                    )
                )
            )
        );

    private static bool IsHigherBetter(ComparisonRunFiles files, string metric) =>
        files.Record.Summary.Select(row => Score(row, metric)).OfType<ComparedScore>().FirstOrDefault()
            is { LowerIsBetter: false };

    private static Element? Deviation(ComparisonRunFiles files)
    {
        if (files.Record.Summary.Max(static row => row.LargestDeviation) is not { } largest)
        {
            return null;
        }

        var tolerance = files.Record.Tolerance is { } part ? $"{Numbers.About(100 * part)} %" : null;
        return files.Record.Summary.Any(row => IsBeyond(files, row))
            ? Definition(
                "*",
                $"a run of this method has MACs more than {tolerance} from its target; the furthest is "
                    + $"{Numbers.About(100 * largest)} % away"
            )
            : Definition(
                "size",
                $"no run is further than {Numbers.About(100 * largest)} % from its target of MACs"
                    + (tolerance is null ? null : $", and {tolerance} would be marked")
            );
    }

    private static bool IsBeyond(ComparisonRunFiles files, ComparisonRow row) =>
        row.LargestDeviation > files.Record.Tolerance;

    private static Element Definition(Markup term, string meaning) => Tag("div", Tag("dt", term), Tag("dd", meaning));
}
