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
        var (least, most) = Ends(points);
        return least > 0 && most > Wide * least ? PlotAxes.Logarithmic(null) : PlotAxes.Linear(null);
    }

    /// <summary>The other kind of axis, for a reader who wants that; null where values are not positive, or all the
    /// same.</summary>
    public static Axis? Other(Axis axis, IEnumerable<DataPoint> points)
    {
        var (least, most) = Ends(points);
        return axis is LogarithmicAxis ? PlotAxes.Linear(null)
            : least > 0 && most > least ? PlotAxes.Logarithmic(null)
            : null;
    }

    private static (double Least, double Most) Ends(IEnumerable<DataPoint> points)
    {
        var values = points.Where(static point => point.IsDefined()).Select(static point => point.Y).ToList();
        return values.Count == 0 ? (0, 0) : (values.Min(), values.Max());
    }

    /// <summary>Lets an axis begin at zero and end where the curves do.</summary>
    public static void From(Axis axis, double end) => (axis.Minimum, axis.Maximum) = (0, Math.Max(1, end));
}
