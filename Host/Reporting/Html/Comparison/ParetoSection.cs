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

    // In pixels, of a plot that is about that many wide.
    private const double Apart = 9;
    private const double Across = 480;

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
                        "Both horizontal axes are logarithmic. Bars are ± one standard error over seeds; a line "
                            + "joins the sizes of one method. "
                            + "Marks that would hide one another are moved apart sideways, by a few pixels; the "
                            + "tables have the exact sizes."
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
                Plot("macs", "MACs", "", static row => row.Macs, static run => run.Macs),
                Plot("bytes", "bytes of weights", "B", static row => row.Bytes, static run => run.Bytes)
            )
        );

        Markup? Plot(
            string id,
            string title,
            string unit,
            Func<ComparisonRow, double?> size,
            Func<ComparedResult, SizePair?> dense
        ) =>
            !Points(files, metric).Any(point => size(point.Row) > 0)
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
                    Draw(
                        files,
                        metric,
                        PlotAxes.Sizes(title, unit),
                        size,
                        files.Record.Runs.Select(dense).FirstOrDefault(static known => known is not null)?.Dense
                    )
                );
    }

    private static PlotModel Draw(
        ComparisonRunFiles files,
        string metric,
        LogarithmicAxis x,
        Func<ComparisonRow, double?> size,
        double? denseSize
    )
    {
        var points = Points(files, metric).Where(point => size(point.Row) > 0).ToList();
        var dense = points.Select(static point => point.Score.Dense).FirstOrDefault(static value => value is not null);
        Axis y = IsLogarithmic(points) ? PlotAxes.Logarithmic(null) : PlotAxes.Linear(null);
        var plot = PlotAxes.Empty(x, y);
        var sizes = points
            .Select(point => size(point.Row)!.Value)
            .Concat(dense is not null && denseSize is { } shown ? [shown] : [])
            .ToList();
        (x.Minimum, x.Maximum) = (sizes.Min() / Margin, sizes.Max() * Margin);
        if (dense is { } level)
        {
            AddDense(plot, level, denseSize);
        }

        // Methods of one target stand at one size, in the order of the legend where it is quite the same.
        points = [.. points.OrderBy(point => files.Series(point.Row.MethodName))];
        var places = MarkSpacing.Apart(
            [.. points.Select(point => Math.Log(size(point.Row)!.Value))],
            Apart * Math.Log(x.Maximum / x.Minimum) / Across
        );
        foreach (var method in points.Zip(places).GroupBy(static entry => entry.First.Row.MethodName))
        {
            Add(
                plot,
                files.Series(method.Key),
                [
                    .. method
                        .OrderBy(static entry => entry.Second)
                        .Select(static entry => new ScatterErrorPoint(
                            Math.Exp(entry.Second),
                            entry.First.Score.Mean,
                            0,
                            2 * (entry.First.Score.StandardError ?? 0)
                        )),
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
        plot.Series.Add(Room(points[0].X, low, high));
    }

    // Nothing to be seen, but the axis makes room for it.
    private static LineSeries Room(double x, double low, double high) =>
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
            plot.Series.Add(Room(1, level, level));
        }
    }

    private static IEnumerable<(ComparisonRow Row, ComparedScore Score)> Points(
        ComparisonRunFiles files,
        string metric
    ) => from row in files.Record.Summary from score in row.Scores where score.Metric == metric select (row, score);
}
