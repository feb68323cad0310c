using OxyPlot;
using OxyPlot.Series;

namespace GsFramework.Host.Reporting.Html.Plots;

/// <summary>The shapes by which series are told apart without their colours.</summary>
internal static class PlotMarks
{
    // Filled and hollow. Outlines are in radii, y downwards.
    private static readonly (string Solid, string Hollow, MarkerType Type, ScreenPoint[]? Outline)[] _shapes =
    [
        ("●", "○", MarkerType.Circle, null),
        ("■", "□", MarkerType.Square, null),
        ("▲", "△", MarkerType.Custom, Corners(-90, 3)),
        ("◆", "◇", MarkerType.Diamond, null),
        ("▼", "▽", MarkerType.Custom, Corners(90, 3)),
        ("★", "☆", MarkerType.Custom, Corners(-90, 10, inner: 0.45)),
        ("►", "▷", MarkerType.Custom, Corners(0, 3)),
        ("◄", "◁", MarkerType.Custom, Corners(180, 3)),
    ];

    // More colours than these are not told apart at a glance.
    private const int Solid = 4;

    private static readonly double[][] _dashes =
    [
        [7, 4],
        [2, 3],
        [10, 3, 2, 3],
        [16, 5],
    ];

    /// <summary>Gives a series of points its shape and colour.</summary>
    public static void Apply<TPoint>(ScatterSeries<TPoint> points, int series)
        where TPoint : ScatterPoint
    {
        var (shape, isHollow) = Number(series);
        var color = PlotColors.Of(series);
        (points.MarkerType, points.MarkerOutline, points.MarkerSize) = (_shapes[shape].Type, _shapes[shape].Outline, 5);
        points.MarkerFill = isHollow ? OxyColors.Transparent : color;
        (points.MarkerStroke, points.MarkerStrokeThickness) = (color, isHollow ? 1.75 : 0);
    }

    /// <summary>The same shape as a character.</summary>
    public static string Glyph(int series)
    {
        var (shape, isHollow) = Number(series);
        return isHollow ? _shapes[shape].Hollow : _shapes[shape].Solid;
    }

    /// <summary>The dashes and gaps of the line of a series, in pixels; null for a solid one. Where the colours begin
    /// again, the dashes are moved by one.</summary>
    public static double[]? Dashes(int series) =>
        series < Solid ? null : _dashes[(series - Solid + (series / PlotColors.Series)) % _dashes.Length];

    // There are as many filled shapes as colours, then as many hollow ones; where both begin again, the shapes are
    // moved by one.
    private static (int Shape, bool IsHollow) Number(int series)
    {
        var round = series / (2 * _shapes.Length);
        return ((series + round) % _shapes.Length, series / _shapes.Length % 2 == 1);
    }

    private static ScreenPoint[] Corners(double firstDegree, int count, double inner = 1) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(corner =>
                {
                    var (sin, cos) = Math.SinCos((firstDegree + (corner * 360.0 / count)) * Math.PI / 180);
                    var radius = 1.2 * (corner % 2 == 0 || inner == 1 ? 1 : inner);
                    return new ScreenPoint(radius * cos, radius * sin);
                }),
        ];
}
