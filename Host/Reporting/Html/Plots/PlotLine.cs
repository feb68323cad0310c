using OxyPlot;
using OxyPlot.Series;

namespace GsFramework.Host.Reporting.Html.Plots;

/// <summary>Curves in the manner of the page.</summary>
internal static class PlotLine
{
    /// <summary>A curve.</summary>
    /// <param name="number">Of the series, by which it has its colour and dashes.</param>
    /// <param name="points">Its points; where one is undefined it is broken.</param>
    public static LineSeries Of(int number, IEnumerable<DataPoint> points)
    {
        var series = new LineSeries
        {
            Color = PlotColors.Of(number),
            Dashes = PlotMarks.Dashes(number),
            StrokeThickness = 1.75,
            LineJoin = LineJoin.Round,
        };
        series.Points.AddRange(points);
        return series;
    }
}
