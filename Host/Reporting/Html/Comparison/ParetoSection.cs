using GsFramework.Host.Comparison;
using GsFramework.Host.Reporting.Html.Plots;
using GsFramework.Host.Runs;
using OxyPlot.Axes;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Comparison;

/// <summary>Scores against MACs, bytes and time.</summary>
internal static class ParetoSection
{
    private const double Margin = 1.3;

    // Of the distance of two targets, for the methods of one.
    private const double Room = 0.7;

    /// <summary>Plots for every primary score, of which a select shows those of one; null without results.</summary>
    public static Section? Of(ComparisonRunFiles files)
    {
        var metrics = files.Metrics.Where(metric => Points(files, metric).Any()).ToList();
        return metrics.Count == 0
            ? null
            : new Section(
                "pareto",
                "Score against cost",
                Join(
                    Tag(
                        "p.note",
                        "Over MACs, methods of one target stand side by side; over bytes and times, marks are where "
                            + "they belong, on a logarithmic axis, and a dashed line is the Pareto front: for each "
                            + "mark on it, no other mark is better in both. Bars are ± one standard error over "
                            + "seeds; a line joins the sizes of one method. ",
                        files.Record.HasDeployed
                            ? "Bytes and times are of the smallest file that ONNX Runtime loads and that computes "
                                + "what was scored; times faster than the dense network in fp32."
                            : null
                    ),
                    metrics.Count == 1
                        ? null
                        : Tag(
                                "p.choice",
                                Tag(
                                    "label",
                                    "Score ",
                                    Tag(
                                            "select",
                                            metrics.Select(static metric => Tag("option", metric).With("value", metric))
                                        )
                                        .With("data-shows", "metric")
                                )
                            )
                            .With("hidden", ""),
                    Join(
                        metrics.Select(
                            (metric, number) => Tag("div", Plots(files, metric, number)).With("data-metric", metric)
                        )
                    )
                )
            );
    }

    private static Element Plots(ComparisonRunFiles files, string metric, int number)
    {
        var legend = PlotSvg.Legend(
            Points(files, metric)
                .Select(static point => point.Row.MethodName)
                .Distinct()
                .OrderBy(files.Series)
                .Select(method => (method, files.Series(method))),
            dense: Points(files, metric).Any(static point => point.Score.Dense is not null)
        );
        var direction =
            (Points(files, metric).First().Score.LowerIsBetter ? "lower" : "higher")
            + " is better"
            + (ParetoPlot.IsLogarithmic([.. Points(files, metric)]) ? ", logarithmic" : "");
        return Tag(
            "div",
            legend,
            Tag(
                "div.plots",
                Plot("macs", "MACs", static row => Numbers.Short(row.Macs), ByTarget(files, metric)),
                files.Record.HasDeployed
                    ? Plot(
                        "bytes",
                        "bytes to deploy",
                        static row => Numbers.Short(row.Deployed?.Bytes, "B"),
                        BySize(files, metric, "bytes to deploy", static row => row.Deployed?.Bytes)
                    )
                    : Plot(
                        "bytes",
                        "bytes of weights",
                        static row => Numbers.Short(row.Bytes, "B"),
                        BySize(files, metric, "bytes of weights", static row => row.Bytes)
                    ),
                files.Record.HasDeployed
                    ? Plot(
                        "latency",
                        "times faster",
                        static row => Numbers.Times(row.Deployed?.TimesFaster),
                        BySpeed(files, metric)
                    )
                    : null
            )
        );

        Markup? Plot(string id, string title, Func<ComparisonRow, string> cost, ParetoPlacement? placement) =>
            placement is null
                ? null
                : PlotSvg.Figure(
                    $"pareto-{number}-{id}",
                    $"{metric} against {title}: "
                        + string.Join(
                            "; ",
                            Points(files, metric)
                                .Select(point =>
                                    $"{point.Row.MethodName} {cost(point.Row)} "
                                    + $"{Numbers.Score(point.Score.Mean)}"
                                )
                        ),
                    $"{metric} against {title}, {direction}",
                    ParetoPlot.Draw(files, [.. Points(files, metric)], placement)
                );
    }

    // Runs of one target have the same MACs but for a few percent: what is drawn is the target, not the deviation.
    private static ParetoPlacement? ByTarget(ComparisonRunFiles files, string metric)
    {
        var points = Points(files, metric).ToList();
        if (points.Count == 0)
        {
            return null;
        }

        var targets = points.Select(static point => point.Row.Ratio).Distinct().OrderDescending().ToList();
        var methods = points
            .GroupBy(static point => point.Row.Ratio)
            .ToDictionary(
                static group => Number(group.Key),
                group => group.Select(static point => point.Row.MethodName).Distinct().OrderBy(files.Series).ToList()
            );
        var macs = files.Record.Runs is [var run, ..] ? run.Macs.Dense : 0;
        var hasDense = macs > 0 && points.Any(static point => point.Score.Dense is not null);
        var names = targets.ConvertAll(target =>
            target is { } ratio
                ? $"{Numbers.Plain(ratio)}×" + (macs > 0 ? $": {Numbers.Short(macs / ratio)}" : "")
                : "no target"
        );
        return new ParetoPlacement(
            PlotAxes.Categories("times fewer MACs", hasDense ? [.. names, $"1×: {Numbers.Short(macs)}"] : names),
            row => targets.IndexOf(row.Ratio) + Beside(methods[Number(row.Ratio)], row.MethodName),
            hasDense ? targets.Count : null
        );

        // A dictionary has no room for null.
        static double Number(double? ratio) => ratio ?? 0;

        static double Beside(List<string> all, string method) =>
            (((all.IndexOf(method) + 0.5) / all.Count) - 0.5) * Room;
    }

    private static ParetoPlacement? BySize(
        ComparisonRunFiles files,
        string metric,
        string title,
        Func<ComparisonRow, double?> bytes
    )
    {
        double? dense = files.Record.Runs is [var run, ..] ? run.Bytes.Dense : null;
        return ByNumber(files, metric, PlotAxes.Sizes(title, "B"), bytes, dense, isLessBetter: true);
    }

    private static ParetoPlacement? BySpeed(ComparisonRunFiles files, string metric) =>
        ByNumber(
            files,
            metric,
            PlotAxes.Ratios("times faster than the dense network"),
            static row => row.Deployed?.TimesFaster,
            dense: 1,
            isLessBetter: false
        );

    private static ParetoPlacement? ByNumber(
        ComparisonRunFiles files,
        string metric,
        Axis axis,
        Func<ComparisonRow, double?> cost,
        double? dense,
        bool isLessBetter
    )
    {
        var points = Points(files, metric).Where(point => cost(point.Row) > 0).ToList();
        if (points.Count == 0)
        {
            return null;
        }

        dense = points.Any(static point => point.Score.Dense is not null) ? dense : null;
        var costs = points.Select(point => cost(point.Row)!.Value).Concat(dense is { } shown ? [shown] : []);
        (axis.Minimum, axis.Maximum) = (costs.Min() / Margin, costs.Max() * Margin);
        return new ParetoPlacement(axis, row => cost(row) is > 0 and var value ? value : null, dense)
        {
            IsLessBetter = isLessBetter,
        };
    }

    private static IEnumerable<(ComparisonRow Row, ComparedScore Score)> Points(
        ComparisonRunFiles files,
        string metric
    ) => from row in files.Record.Summary from score in row.Scores where score.Metric == metric select (row, score);
}
