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
    public static MarkerType Of(int series) => _marks[series % _marks.Length].Marker;

    /// <summary>The same as a character.</summary>
    public static string Glyph(int series) => _marks[series % _marks.Length].Glyph;
}
