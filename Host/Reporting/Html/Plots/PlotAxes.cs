using System.Globalization;
using GsFramework.Core.Text;
using OxyPlot;
using OxyPlot.Axes;

namespace GsFramework.Host.Reporting.Html.Plots;

/// <summary>Axes and empty plots in the manner of the page.</summary>
internal static class PlotAxes
{
    // OxyPlot knows the widths of one typeface and the page has another, so there is room for wider labels on the left.
    // Above is room for the names of phases.
    private static readonly OxyThickness _padding = new(20, 20, 10, 2);

    // Numbers with units are wider than OxyPlot expects.
    private const double LabelRoom = 90;

    /// <summary>A plot without anything in it.</summary>
    public static PlotModel Empty(Axis x, Axis y)
    {
        (x.Position, y.Position) = (AxisPosition.Bottom, AxisPosition.Left);
        return new PlotModel
        {
            Axes = { x, y },
            PlotAreaBorderThickness = new OxyThickness(0),
            TextColor = PlotColors.Muted,
            Padding = _padding,
        };
    }

    /// <summary>An axis of equal steps.</summary>
    public static LinearAxis Linear(string? title) => Styled(new LinearAxis(), title);

    /// <summary>An axis of whole numbers.</summary>
    public static LinearAxis Counts(string? title)
    {
        var axis = Linear(title);
        axis.MinimumMajorStep = 1;
        return axis;
    }

    /// <summary>An axis of equal ratios.</summary>
    public static LogarithmicAxis Logarithmic(string? title) => Styled(new LogarithmicAxis(), title);

    /// <summary>An axis from 0 to 100 %.</summary>
    public static LinearAxis Share(string? title)
    {
        var axis = Linear(title);
        (axis.Minimum, axis.Maximum, axis.MajorStep) = (0, 1.02, 0.25);
        axis.LabelFormatter = static value => value.ToString("P0", CultureInfo.InvariantCulture);
        return axis;
    }

    /// <summary>An axis of numbers with decimal prefixes.</summary>
    /// <param name="title">The title.</param>
    /// <param name="unit">Behind the prefix.</param>
    public static LogarithmicAxis Sizes(string title, string unit)
    {
        var axis = Logarithmic(title);
        axis.IntervalLength = LabelRoom;
        axis.LabelFormatter = value => Prefixed(value, unit);
        return axis;
    }

    /// <summary>An axis of ratios: 1×, 2×.</summary>
    public static LogarithmicAxis Ratios(string title)
    {
        var axis = Logarithmic(title);
        axis.LabelFormatter = static value => value.ToString("0.##", CultureInfo.InvariantCulture) + "×";
        return axis;
    }

    /// <summary>An axis with a name at 0, 1, 2 and so on, and room beside each.</summary>
    public static LinearAxis Categories(string title, IReadOnlyList<string> names)
    {
        var axis = Linear(title);
        (axis.Minimum, axis.Maximum, axis.MajorStep) = (-0.5, names.Count - 0.5, 1);
        axis.MajorGridlineStyle = LineStyle.None;
        axis.LabelFormatter = value => names.ElementAtOrDefault((int)Math.Round(value)) ?? "";
        return axis;
    }

    // Powers of ten are written as such.
    private static string Tick(double value) =>
        MeasuredText.About(value, digits: 4) is var text && text.StartsWith("1×", StringComparison.Ordinal)
            ? text["1×".Length..]
            : text;

    private static string Prefixed(double tick, string unit)
    {
        // Ticks are sums of logarithms: the one at a million is a little less.
        var value = double.Parse(tick.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var (size, prefix) = value switch
        {
            >= 1e9 => (1e9, "G"),
            >= 1e6 => (1e6, "M"),
            >= 1e3 => (1e3, "k"),
            _ => (1, ""),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{value / size:0.##} {prefix}{unit}").TrimEnd();
    }

    private static T Styled<T>(T axis, string? title)
        where T : Axis
    {
        axis.Title = title is null ? null : LegibleText.Of(title);
        axis.FontSize = axis.TitleFontSize = 12;
        axis.TextColor = axis.TitleColor = PlotColors.Muted;
        axis.TickStyle = TickStyle.None;
        axis.MinorTickSize = 0;
        axis.AxisTitleDistance = 6;
        axis.MajorGridlineStyle = LineStyle.Solid;
        axis.MajorGridlineColor = PlotColors.Rule;
        axis.LabelFormatter = Tick;
        (axis.MinimumPadding, axis.MaximumPadding) = (0.04, 0.06);
        return axis;
    }
}
