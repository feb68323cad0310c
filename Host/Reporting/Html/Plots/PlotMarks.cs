using OxyPlot;

namespace GsFramework.Host.Reporting.Html.Plots;

/// <summary>The shapes by which series are told apart without their colours.</summary>
internal static class PlotMarks
{
    private static readonly (MarkerType Marker, string Glyph)[] _marks =
    [
        (MarkerType.Circle, "●"), (MarkerType.Square, "■"), (MarkerType.Triangle, "▲"), (MarkerType.Diamond, "◆"),
    ];

    // More colours than these are not told apart at a glance.
    private const int Solid = 4;

    private static readonly double[][] _dashes = [[7, 4], [2, 3], [10, 3, 2, 3], [16, 5]];

    /// <summary>The shape of a series.</summary>
    public static MarkerType Of(int series) => _marks[Number(series)].Marker;

    /// <summary>The same as a character.</summary>
    public static string Glyph(int series) => _marks[Number(series)].Glyph;

    /// <summary>The dashes and gaps of the line of a series, in pixels; null for a solid one. Where the colours begin again, the
    /// dashes are moved by one.</summary>
    public static double[]? Dashes(int series) => series < Solid
        ? null
        : _dashes[(series - Solid + (series / PlotColors.Series)) % _dashes.Length];

    // Where the colours begin again, the shapes are moved by one.
    private static int Number(int series) => (series + (series / PlotColors.Series)) % _marks.Length;
}
