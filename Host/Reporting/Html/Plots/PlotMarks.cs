using OxyPlot;

namespace GsFramework.Host.Reporting.Html.Plots;

/// <summary>The shapes by which series are told apart without their colours.</summary>
internal static class PlotMarks
{
    private static readonly (MarkerType Marker, string Glyph)[] _marks =
    [
        (MarkerType.Circle, "●"), (MarkerType.Square, "■"), (MarkerType.Triangle, "▲"), (MarkerType.Diamond, "◆"),
    ];

    /// <summary>The shape of a series.</summary>
    public static MarkerType Of(int series) => _marks[Number(series)].Marker;

    /// <summary>The same as a character.</summary>
    public static string Glyph(int series) => _marks[Number(series)].Glyph;

    /// <summary>The line of a series without marks.</summary>
    public static LineStyle Line(int series) => series < PlotColors.Series ? LineStyle.Solid : LineStyle.Dash;

    /// <summary>The same as a character.</summary>
    public static string LineGlyph(int series) => Line(series) == LineStyle.Solid ? "━" : "╍";

    // Where the colours begin again, the shapes are moved by one.
    private static int Number(int series) => (series + (series / PlotColors.Series)) % _marks.Length;
}
