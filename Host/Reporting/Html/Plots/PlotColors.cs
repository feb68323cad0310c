using OxyPlot;

namespace GsFramework.Host.Reporting.Html.Plots;

/// <summary>
/// Colours of plots. OxyPlot knows only numbers, and the page has other colours in the dark, so each number stands for
/// a variable of the style sheet, which <see cref="PlotSvg"/> puts in its place.
/// </summary>
internal static class PlotColors
{
    /// <summary>How many colours series have.</summary>
    public const int Series = 8;

    private static readonly string[] _names = ["text", "muted", "rule", "dense"];

    /// <summary>Points and lines of G0.</summary>
    public static OxyColor Dense { get; } = Named("dense");

    /// <summary>Words beside a plot.</summary>
    public static OxyColor Muted { get; } = Named("muted");

    /// <summary>Axes and their grid.</summary>
    public static OxyColor Rule { get; } = Named("rule");

    /// <summary>Titles.</summary>
    public static OxyColor Text { get; } = Named("text");

    /// <summary>The colour of a series; they come again after eight.</summary>
    public static OxyColor Of(int series) => OxyColor.FromRgb(0, 0, (byte)((series % Series) + 1));

    /// <summary>The same in the style sheet.</summary>
    public static string Css(int series) => Css(Of(series).R, Of(series).B);

    /// <summary>What stands for <c>rgb(RED,0,BLUE)</c>.</summary>
    public static string Css(int red, int blue) => red > 0 ? $"var(--{_names[red - 1]})" : $"var(--series-{blue})";

    private static OxyColor Named(string name) => OxyColor.FromRgb((byte)(Array.IndexOf(_names, name) + 1), 0, 0);
}
