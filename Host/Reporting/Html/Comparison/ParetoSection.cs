using GsFramework.Host.Comparison;
using GsFramework.Host.Reporting.Html.Plots;
using GsFramework.Host.Runs;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Comparison;

/// <summary>Scores against MACs and against bytes.</summary>
internal static class ParetoSection
{
    private const double Margin = 1.3;

    // Of the distance of two targets, for the methods of one.
    private const double Room = 0.7;

    // One method that fails would press all others onto one line.
    private const double Wide = 6;

    /// <summary>Two plots for every primary score, of which a select shows one pair; null without results.</summary>
    public static Section? Of(ComparisonRunFiles files)
    {
        var metrics = files.Metrics.Where(metric => Points(files, metric).Any()).ToList();
        return metrics.Count == 0
            ? null
            : new Section(
                "pareto",
                "Score against size",
                Join(
                    Tag(
                        "p.note",
                        "On the left, methods of one target of MACs stand side by side; on the right, marks are "
                            + "at the bytes of the weights, on a logarithmic axis. Bars are ± one standard error over "
                            + "seeds; a line joins the sizes of one method."
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
            + (IsLogarithmic([.. Points(files, metric)]) ? ", logarithmic" : "");
        return Tag(
            "div",
            legend,
            Tag(
                "div.plots",
                Plot("macs", "MACs", "", static row => row.Macs, ByTarget(files, metric)),
                Plot("bytes", "bytes of weights", "B", static row => row.Bytes, ByBytes(files, metric))
            )
        );

        Markup? Plot(string id, string title, string unit, Func<ComparisonRow, double?> size, Placement? placement) =>
            placement is null
                ? null
                : PlotSvg.Figure(
                    $"pareto-{number}-{id}",
                    $"{metric} against {title}: "
                        + string.Join(
                            "; ",
                            Points(files, metric)
                                .Select(point =>
                                    $"{point.Row.MethodName} {Numbers.Short(size(point.Row), unit)} "
                                    + $"{Numbers.Score(point.Score.Mean)}"
                                )
                        ),
                    $"{metric} against {title}, {direction}",
                    Draw(files, metric, placement)
                );
    }

    // Runs of one target have the same MACs but for a few percent: what is drawn is the target, not the deviation.
    private static Placement? ByTarget(ComparisonRunFiles files, string metric)
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
                ? $"{Numbers.Plain(ratio)}× fewer" + (macs > 0 ? $", {Numbers.Short(macs / ratio)}" : "")
                : "no target"
        );
        return new Placement(
            PlotAxes.Categories("MACs", hasDense ? [.. names, $"dense, {Numbers.Short(macs)}"] : names),
            row => targets.IndexOf(row.Ratio) + Beside(methods[Number(row.Ratio)], row.MethodName),
            hasDense ? targets.Count : null
        );

        // A dictionary has no room for null.
        static double Number(double? ratio) => ratio ?? 0;

        static double Beside(List<string> all, string method) =>
            (((all.IndexOf(method) + 0.5) / all.Count) - 0.5) * Room;
    }

    private static Placement? ByBytes(ComparisonRunFiles files, string metric)
    {
        var points = Points(files, metric).Where(static point => point.Row.Bytes > 0).ToList();
        if (points.Count == 0)
        {
            return null;
        }

        double? dense =
            points.Any(static point => point.Score.Dense is not null) && files.Record.Runs is [var run, ..]
                ? run.Bytes.Dense
                : null;
        var sizes = points.Select(static point => point.Row.Bytes!.Value).Concat(dense is { } shown ? [shown] : []);
        var axis = PlotAxes.Sizes("bytes of weights", "B");
        (axis.Minimum, axis.Maximum) = (sizes.Min() / Margin, sizes.Max() * Margin);
        return new Placement(axis, static row => row.Bytes > 0 ? row.Bytes : null, dense);
    }

    private static PlotModel Draw(ComparisonRunFiles files, string metric, Placement placement)
    {
        var points = Points(files, metric).Where(point => placement.Of(point.Row) is not null).ToList();
        var dense = points.Select(static point => point.Score.Dense).FirstOrDefault(static value => value is not null);
        Axis y = IsLogarithmic(points) ? PlotAxes.Logarithmic(null) : PlotAxes.Linear(null);
        var plot = PlotAxes.Empty(placement.Axis, y);
        if (dense is { } level)
        {
            AddDense(plot, level, placement.Dense);
        }

        foreach (var method in points.GroupBy(static point => point.Row.MethodName))
        {
            Add(
                plot,
                files.Series(method.Key),
                [
                    .. method
                        .Select(point => new ScatterErrorPoint(
                            placement.Of(point.Row)!.Value,
                            point.Score.Mean,
                            0,
                            2 * (point.Score.StandardError ?? 0)
                        ))
                        .OrderBy(static point => point.X),
                ]
            );
        }

        return plot;
    }

    private static bool IsLogarithmic(IReadOnlyList<(ComparisonRow Row, ComparedScore Score)> points)
    {
        var lows = points.Select(static point => point.Score.Mean - (point.Score.StandardError ?? 0)).ToList();
        return lows.Min() > 0
            && points.Max(static point => point.Score.Mean) > Wide * lows.Min()
            && points.All(static point => point.Score.Dense is null or > 0);
    }

    private static void Add(PlotModel plot, int series, IReadOnlyList<ScatterErrorPoint> points)
    {
        var color = PlotColors.Of(series);
        var line = new LineSeries { Color = OxyColor.FromAColor(90, color), StrokeThickness = 1.5 };
        line.Points.AddRange(points.Select(static point => new DataPoint(point.X, point.Y)));
        plot.Series.Add(line);
        var marks = new ScatterErrorSeries
        {
            ErrorBarColor = color,
            ErrorBarStrokeThickness = 1.5,
            ErrorBarStopWidth = 3,
        };
        PlotMarks.Apply(marks, series);
        marks.Points.AddRange(points);
        plot.Series.Add(marks);

        // The series asks for room for its points alone.
        var (low, high) = (
            points.Min(static point => point.Y - (point.ErrorY / 2)),
            points.Max(static point => point.Y + (point.ErrorY / 2))
        );
        plot.Series.Add(RoomFor(points[0].X, low, high));
    }

    // Nothing to be seen, but the axis makes room for it.
    private static LineSeries RoomFor(double x, double low, double high) =>
        new() { Color = OxyColors.Transparent, Points = { new DataPoint(x, low), new DataPoint(x, high) } };

    private static void AddDense(PlotModel plot, double level, double? size)
    {
        plot.Annotations.Add(
            new LineAnnotation
            {
                Type = LineAnnotationType.Horizontal,
                Y = level,
                Color = PlotColors.Muted,
                LineStyle = LineStyle.Dash,
                StrokeThickness = 1,
                Layer = AnnotationLayer.BelowSeries,
            }
        );
        if (size is { } known)
        {
            var point = new ScatterSeries
            {
                MarkerType = MarkerType.Circle,
                MarkerSize = 5,
                MarkerFill = PlotColors.Text,
            };
            point.Points.Add(new ScatterPoint(known, level));
            plot.Series.Add(point);
        }
        else
        {
            plot.Series.Add(RoomFor(1, level, level));
        }
    }

    private static IEnumerable<(ComparisonRow Row, ComparedScore Score)> Points(
        ComparisonRunFiles files,
        string metric
    ) => from row in files.Record.Summary from score in row.Scores where score.Metric == metric select (row, score);

    // Where methods and the dense network stand.
    private sealed record Placement(Axis Axis, Func<ComparisonRow, double?> Of, double? Dense);
}
