using System.Globalization;
using System.Text.Json.Nodes;
using OxyPlot;
using OxyPlot.Series;

namespace GsFramework.Host.Reporting.Html.Plots;

/// <summary>The values of a plot for those who point at it.</summary>
internal static class PlotValues
{
    /// <summary>The curves that have a name, as JSON: the title of the horizontal axis, and names with places and
    /// values. Null where there is none.</summary>
    public static string? Of(PlotModel plot)
    {
        var curves = plot.Series.OfType<LineSeries>().Where(static series => series.Tag is string).ToList();
        return curves.Count == 0
            ? null
            : new JsonObject
            {
                ["x"] = plot.Axes[0].Title,
                ["curves"] = new JsonArray([
                    .. curves.Select(static curve =>
                    {
                        var points = curve.Points.Where(static point => point.IsDefined()).ToList();
                        return new JsonObject
                        {
                            ["name"] = LegibleText.Of((string)curve.Tag!),
                            ["x"] = Numbers(points, static point => point.X),
                            ["y"] = Numbers(points, static point => point.Y),
                        };
                    }),
                ]),
            }.ToJsonString();
    }

    /// <summary>Where the plot is in its drawing, and what its horizontal axis spans: left, top, right and bottom in
    /// pixels, least and most. To be asked after the drawing was made.</summary>
    public static string Place(PlotModel plot) =>
        string.Join(
            ' ',
            new[]
            {
                plot.PlotArea.Left,
                plot.PlotArea.Top,
                plot.PlotArea.Right,
                plot.PlotArea.Bottom,
                plot.Axes[0].ActualMinimum,
                plot.Axes[0].ActualMaximum,
            }.Select(static value => value.ToString("G6", CultureInfo.InvariantCulture))
        );

    // Digits that nobody sees would be most of the page.
    private static JsonArray Numbers(List<DataPoint> points, Func<DataPoint, double> of) =>
        [
            .. points.Select(point =>
                (JsonNode)
                    double.Parse(of(point).ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            ),
        ];
}
