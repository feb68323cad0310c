using OxyPlot;
using OxyPlot.Axes;

namespace GsFramework.Host.Reporting.Html.Plots;

/// <summary>Chooses axes for curves.</summary>
internal static class CurveAxis
{
    // Losses begin high and end low; on equal steps the end would be a flat line.
    private const double Wide = 20;

    /// <summary>A logarithmic axis for positive values over more than a decade, else a linear one.</summary>
    public static Axis For(IEnumerable<DataPoint> points)
    {
        var values = points.Where(static point => point.IsDefined()).Select(static point => point.Y).ToList();
        return values.Count > 0 && values.Min() > 0 && values.Max() > Wide * values.Min()
            ? PlotAxes.Logarithmic(null)
            : PlotAxes.Linear(null);
    }

    /// <summary>Lets an axis begin at zero and end where the curves do.</summary>
    public static void From(Axis axis, double end) => (axis.Minimum, axis.Maximum) = (0, Math.Max(1, end));
}
