using GsFramework.Host.Comparison;
using GsFramework.Host.Reporting.Html.Plots;
using GsFramework.Host.Searching;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace GsFramework.Host.Reporting.Html.Comparison;

/// <summary>Where methods and the dense network stand on the horizontal axis of a plot of scores.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="Of">The place of a method; null where it has none.</param>
/// <param name="Dense">That of the dense network; null where it has none.</param>
internal sealed record ParetoPlacement(Axis Axis, Func<ComparisonRow, double?> Of, double? Dense)
{
    /// <summary>Whether less is better; null where the places are no amounts, so that there is no front.</summary>
    public bool? IsLessBetter { get; init; }
}

/// <summary>A plot of scores against a cost.</summary>
internal static class ParetoPlot
{
    // One method that fails would press all others onto one line.
    private const double Wide = 6;

    /// <summary>Draws it.</summary>
    public static PlotModel Draw(
        ComparisonRunFiles files,
        IReadOnlyList<(ComparisonRow Row, ComparedScore Score)> all,
        ParetoPlacement placement
    )
    {
        var points = all.Where(point => placement.Of(point.Row) is not null).ToList();
        var dense = points.Select(static point => point.Score.Dense).FirstOrDefault(static value => value is not null);
        Axis y = IsLogarithmic(points) ? PlotAxes.Logarithmic(null) : PlotAxes.Linear(null);
        var plot = PlotAxes.Empty(placement.Axis, y);
        if (dense is { } level)
        {
            AddDense(plot, level, placement.Dense);
        }

        AddFront(plot, placement, points);
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

    /// <summary>True where the scores are so far apart that equal steps would press most of them onto one
    /// line.</summary>
    public static bool IsLogarithmic(IReadOnlyList<(ComparisonRow Row, ComparedScore Score)> points)
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

    // From mark to mark along the axes: what is between two marks of the front can be had by neither.
    private static void AddFront(
        PlotModel plot,
        ParetoPlacement placement,
        IReadOnlyList<(ComparisonRow Row, ComparedScore Score)> points
    )
    {
        if (placement.IsLessBetter is not { } isLessBetter)
        {
            return;
        }

        var front = ParetoFront.Of(
            points,
            point => isLessBetter ? placement.Of(point.Row)!.Value : -placement.Of(point.Row)!.Value,
            static point => point.Score.LowerIsBetter ? point.Score.Mean : -point.Score.Mean
        );
        var line = new StairStepSeries
        {
            Color = PlotColors.Muted,
            StrokeThickness = 1.5,
            LineStyle = LineStyle.Dash,
        };
        line.Points.AddRange(
            front
                .Select(point => new DataPoint(placement.Of(point.Row)!.Value, point.Score.Mean))
                .OrderBy(static point => point.X)
        );
        plot.Series.Add(line);
    }
}
