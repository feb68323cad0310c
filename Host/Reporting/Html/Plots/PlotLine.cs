using OxyPlot;
using OxyPlot.Series;

namespace GsFramework.Host.Reporting.Html.Plots;

/// <summary>Curves in the manner of the page.</summary>
internal static class PlotLine
{
    private const byte Faint = 90;

    // Fewer points than these are shown as such.
    private const int Few = 60;

    /// <summary>A curve.</summary>
    /// <param name="number">Of the series, by which it has its colour and dashes.</param>
    /// <param name="points">Its points; where one is undefined it is broken.</param>
    /// <param name="isFaint">True for a line behind another.</param>
    public static LineSeries Of(int number, IEnumerable<DataPoint> points, bool isFaint = false)
    {
        var series = new LineSeries
        {
            Color = isFaint ? OxyColor.FromAColor(Faint, PlotColors.Of(number)) : PlotColors.Of(number),
            Dashes = isFaint ? null : PlotMarks.Dashes(number),
            StrokeThickness = isFaint ? 1 : 1.75,
            LineJoin = LineJoin.Round,
        };
        series.Points.AddRange(points);
        if (series.Points.Count <= Few && !isFaint)
        {
            (series.MarkerType, series.MarkerSize, series.MarkerFill) = (MarkerType.Circle, 2.5, series.Color);
        }

        return series;
    }
}
