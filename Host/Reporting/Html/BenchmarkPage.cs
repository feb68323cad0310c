using GsFramework.Host.Benchmarking;
using GsFramework.Host.Reporting.Html.Plots;
using OxyPlot.Series;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html;

/// <summary>The page of a benchmark: its table with a bar for each time, and a plot of times against bytes.</summary>
internal static class BenchmarkPage
{
    private const string Title = "Benchmark";

    // Model, format and what runs it.
    private const int WordColumns = 3;

    /// <summary>Writes the page.</summary>
    public static string Write(IReadOnlyList<BenchmarkRow> rows) =>
        Page.Write(
            Title,
            Join(Tag("h1", Title), Tag("p.note", BenchmarkTable.Terms(rows))),
            new Section(
                "times",
                "Times and sizes",
                Join(
                    Tables.Of(
                        "What was measured of each model",
                        Columns(),
                        rows.Select(row => Cells(row, rows)),
                        isBroad: true
                    ),
                    Tag(
                        "p.note",
                        "Bars are median times. Faster and smaller are against the first row; differences are of the "
                            + "output to that of the model's first form, of values in [−1, 1]. ",
                        BenchmarkTable.Others(rows) is { } others ? Tag("strong", others) : null
                    )
                )
            ),
            new Section("sizes", "Time against size", Tag("div.plots", Sizes(rows))),
            new Section("models", "Models", Models(rows))
        );

    private static IReadOnlyList<Column> Columns() =>
        [
            .. BenchmarkTable.Columns.Take(WordColumns).Select(Column.Words),
            Column.Words("time"),
            .. BenchmarkTable.Columns.Skip(WordColumns).Select(static (title, number) => new Column(title)
            {
                IsFirstOnPhones = number == 0,
            }),
        ];

    private static IReadOnlyList<Markup> Cells(BenchmarkRow row, IReadOnlyList<BenchmarkRow> rows)
    {
        var cells = BenchmarkTable.Cells(row, rows[0]).Select(static cell => (Markup)cell).ToList();
        var share = row.MedianMs / rows.Max(static other => other.MedianMs);
        return
        [
            .. cells.Take(WordColumns),
            Tables.Sorted(
                Tag("div.bar", Tag("div.compact").With("style", $"--of-compact:{Numbers.Css(100 * share)}%")),
                row.MedianMs
            ),
            .. cells.Skip(WordColumns),
        ];
    }

    private static Markup Sizes(IReadOnlyList<BenchmarkRow> rows)
    {
        var plot = PlotAxes.Empty(PlotAxes.Sizes("on disk", "B"), PlotAxes.Logarithmic(title: null));
        foreach (var (number, row) in rows.Index())
        {
            var point = new ScatterSeries();
            PlotMarks.Apply(point, number);
            point.Points.Add(new ScatterPoint(row.Bytes, row.MedianMs));
            plot.Series.Add(point);
        }

        return PlotSvg.Figure(
            "sizes",
            $"Median times against bytes on disk: "
                + $"{string.Join(", ", rows.Select(static row => $"{Name(row)} {row.MedianMs:F1} ms"))}",
            "Median milliseconds of a batch against bytes on disk; left and below is better",
            plot,
            PlotSvg.Legend(rows.Index().Select(static entry => (Name(entry.Item), entry.Index)))
        );
    }

    private static Markup Models(IReadOnlyList<BenchmarkRow> rows) =>
        Tables.Pairs(
            rows.DistinctBy(static row => row.Model)
                .Select(static row => (row.Name, (Markup?)ForeignPath.Short(row.Model)))
        );

    private static string Name(BenchmarkRow row) => $"{row.Name} {row.Format}";
}
