using GsFramework.Host.Benchmarking;
using GsFramework.Host.Reporting.Html.Plots;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html;

/// <summary>The page of a benchmark: its table, and a plot of times against bytes.</summary>
internal static class BenchmarkPage
{
    private const string Title = "Benchmark";

    // Names are wider in the page's typeface than in the one that OxyPlot knows.
    private const double LabelRoom = 36;

    /// <summary>Writes the page.</summary>
    public static string Write(IReadOnlyList<BenchmarkRow> rows) =>
        Page.Write(
            Title,
            Join(Tag("h1", Title), Tag("p", BenchmarkTable.Terms(rows))),
            new Section("times", "Times and sizes", Tag("div.plots", Times(rows), Sizes(rows))),
            new Section(
                "table",
                "Table",
                Tables.Of(
                    "What was measured of each model",
                    [
                        .. BenchmarkTable.Columns.Select(
                            static (title, number) => number < 3 ? Column.Words(title) : (Column)title
                        ),
                    ],
                    rows.Select(row =>
                        (IReadOnlyList<Markup>)
                            [.. BenchmarkTable.Cells(row, rows[0]).Select(static cell => (Markup)cell)]
                    ),
                    isBroad: true
                )
            )
        );

    private static Markup Times(IReadOnlyList<BenchmarkRow> rows)
    {
        var models = rows.Select(static row => row.Model).Distinct().ToList();
        var axis = PlotAxes.Linear("ms");
        axis.Minimum = 0;
        var names = new CategoryAxis
        {
            GapWidth = 0.4,
            FontSize = 12,
            TextColor = PlotColors.Muted,
            TickStyle = TickStyle.None,
        };
        var plot = PlotAxes.Empty(axis, names);
        plot.Padding = new OxyThickness(LabelRoom, plot.Padding.Top, plot.Padding.Right, plot.Padding.Bottom);
        var bars = new BarSeries { StrokeThickness = 0 };
        var tails = new ScatterSeries
        {
            MarkerType = MarkerType.Diamond,
            MarkerFill = PlotColors.Text,
            MarkerSize = 4,
        };
        foreach (var (place, row) in rows.Reverse().Index())
        {
            names.Labels.Add(row.Format == TimedModel.FolderFormat ? row.Provider : row.Format);
            bars.Items.Add(
                new BarItem
                {
                    Value = row.MedianMs,
                    CategoryIndex = place,
                    Color = PlotColors.Of(models.IndexOf(row.Model)),
                }
            );
            tails.Points.Add(new ScatterPoint(row.P95Ms, place));
        }

        plot.Series.Add(bars);
        plot.Series.Add(tails);
        return PlotSvg.Figure(
            "times",
            $"Median times: "
                + $"{string.Join(", ", rows.Select(static row => $"{row.Model} {row.Format} {row.MedianMs:F1} ms"))}",
            "Median time of a batch; the mark is the 95th percentile",
            plot,
            PlotSvg.Legend(models.Index().Select(static entry => (entry.Item, entry.Index)))
        );
    }

    private static Markup Sizes(IReadOnlyList<BenchmarkRow> rows)
    {
        var models = rows.Select(static row => row.Model).Distinct().ToList();
        var time = PlotAxes.Logarithmic("ms");
        var plot = PlotAxes.Empty(PlotAxes.Sizes("on disk", "B"), time);
        foreach (var (number, model) in models.Index())
        {
            var points = new ScatterSeries();
            PlotMarks.Apply(points, number);
            points.Points.AddRange(
                rows.Where(row => row.Model == model).Select(static row => new ScatterPoint(row.Bytes, row.MedianMs))
            );
            plot.Series.Add(points);
        }

        return PlotSvg.Figure(
            "sizes",
            "Median times against bytes on disk",
            "Median time against bytes on disk; left and below is better",
            plot,
            PlotSvg.Legend(models.Index().Select(static entry => (entry.Item, entry.Index)))
        );
    }
}
