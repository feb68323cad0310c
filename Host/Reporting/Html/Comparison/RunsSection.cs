using GsFramework.Host.Comparison;
using GsFramework.Host.Runs;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Comparison;

/// <summary>The methods with their settings, and every run with its command.</summary>
internal static class RunsSection
{
    /// <summary>What makes each method; null where that is not known.</summary>
    public static Section? Methods(ComparisonResult record) =>
        record.Methods.Count == 0
            ? null
            : new Section(
                "methods",
                "Methods",
                Tag(
                    "dl.methods",
                    record.Methods.Select(static method =>
                        Tag(
                            "div",
                            Tag("dt", method.Name),
                            Tag(
                                "dd",
                                method.Summary,
                                method.From is { } from ? $", from the result of {from}" : null,
                                method.Settings is { Count: > 0 } settings
                                    ? Tag(
                                        "ul",
                                        settings.Select(static setting =>
                                            Tag("li", Tag("code", ForeignPath.InLine(setting)))
                                        )
                                    )
                                    : null
                            )
                        )
                    )
                )
            );

    /// <summary>All runs; null without any.</summary>
    public static Section? Of(ComparisonRunFiles files) =>
        files.Record.Runs.Count == 0
            ? null
            : new Section(
                "runs",
                "Runs",
                Tables.Of(
                    "All runs",
                    [
                        "method",
                        "ratio",
                        "seed",
                        "fewer MACs",
                        "fewer bytes of weights",
                        .. files.Metrics.Select(static metric => (Column)metric),
                        $"CPU time, whole run{files.Record.TimesMark}",
                        .. files.Record.Unequal.Select(static term => Column.Words(term.What)),
                        Column.Words("command"),
                    ],
                    files.Record.Runs.Select(run =>
                        (IReadOnlyList<Markup>)
                            [
                                run.ComparedMethod,
                                run.Ratio is { } ratio ? Numbers.Plain(ratio) : Numbers.Unknown,
                                $"{run.Seed}",
                                Numbers.Times(run.Macs?.Ratio) + (IsBeyond(run, files.Record.Tolerance) ? " *" : ""),
                                Numbers.Times(run.Bytes?.Ratio),
                                .. files.Metrics.Select(metric =>
                                    (Markup)
                                        Numbers.Score(
                                            run.Scores.FirstOrDefault(score => score.Metric == metric)?.Compact
                                        )
                                ),
                                Tables.Sorted(Numbers.Duration(run.CpuSeconds?.Total), run.CpuSeconds?.Total),
                                .. files.Record.Unequal.Select(term => (Markup)(Value(term, run) ?? Numbers.Unknown)),
                                run.Command is { } command ? Tag("code", ForeignPath.InLine(command)) : "",
                            ]
                    )
                )
            );

    // A run's name is that of its folder.
    private static string? Value(UnequalTerm term, ComparedResult run) =>
        term.Values.FirstOrDefault(value => value.Runs.Contains(Path.GetFileName(run.Directory ?? "")))?.Value;

    private static bool IsBeyond(ComparedResult run, double? tolerance) =>
        run is { Ratio: { } target, Macs.Ratio: var reached } && Math.Abs((reached / target) - 1) > tolerance;
}
