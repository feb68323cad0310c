using System.Globalization;
using GsFramework.Graph;
using GsFramework.Host.Benchmarking;
using GsFramework.Host.Reporting.Html;
using Spectre.Console;

namespace GsFramework.Host.Reporting;

/// <summary>The table of a benchmark.</summary>
internal static class BenchmarkTable
{
    private const int LongestName = 22;
    private const double LeastDifference = 1e-4;

    /// <summary>What was done, in one line.</summary>
    public static string Terms(IReadOnlyList<BenchmarkRow> rows)
    {
        var row = rows[0];
        var arithmetic = rows.Select(static row => row.Arithmetic).FirstOrDefault(static name => name is not null);
        return string.Create(
                CultureInfo.InvariantCulture,
                $"Batches of {row.Batch} of {new ImageSize(row.Height, row.Width)}, threads {row.Threads} of "
                    + $"{row.Processor ?? "an unknown processor"}, {row.Runs} runs each, all in turn in one process."
            ) + (arithmetic is null ? "" : $" Arithmetic of libtorch: {arithmetic}.");
    }

    /// <summary>Which rows were timed at something else than the model; null where none was.</summary>
    public static string? Others(IReadOnlyList<BenchmarkRow> rows)
    {
        var others = rows.Where(static row => row.ComputesModel == false).ToList();
        return others.Count == 0
            ? null
            : string.Join(", ", others.Select(static row => $"{row.Name} {row.Format}"))
                + ": another network than the model, without its quantisers. Its times are not the model's.";
    }

    /// <summary>The heads of the columns; times faster and smaller are against the first row.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "model",
        "format",
        "run by",
        "median ms",
        "p95 ms",
        "times faster",
        "bytes",
        "times smaller",
        "MACs",
        "MACs/s",
        "peak memory",
        "max difference",
        "mean difference",
    ];

    /// <summary>The cells of a row.</summary>
    public static IReadOnlyList<string> Cells(BenchmarkRow row, BenchmarkRow first) =>
        [
            row.Name,
            row.Format,
            row.Provider,
            Numbers.Milliseconds(row.MedianMs),
            Numbers.Milliseconds(row.P95Ms),
            Numbers.Times(first.MedianMs / row.MedianMs),
            Numbers.Whole(row.Bytes),
            Numbers.Times((double)first.Bytes / row.Bytes),
            Numbers.Short(row.Macs),
            Numbers.Short(row.MacsPerSecond),
            Memory(row),
            Difference(row, row.MaxAbsDifference),
            Difference(row, row.MeanAbsDifference),
        ];

    /// <summary>Draws the table, as far as a terminal has room for it.</summary>
    public static void Write(IAnsiConsole console, IReadOnlyList<BenchmarkRow> rows)
    {
        var table = new Table()
            .Border(TableBorder.Rounded)
            .AddColumns(
                "model",
                "format",
                "median ms",
                "p95",
                "faster",
                "bytes",
                "smaller",
                "MACs/s",
                "memory",
                "max diff"
            );
        foreach (var column in table.Columns.Skip(2))
        {
            column.RightAligned();
        }

        foreach (var row in rows)
        {
            string[] cells =
            [
                Shortened(row.Name),
                row.Format,
                Numbers.Milliseconds(row.MedianMs),
                Numbers.Milliseconds(row.P95Ms),
                Numbers.Times(rows[0].MedianMs / row.MedianMs),
                Numbers.Short(row.Bytes, "B"),
                Numbers.Times((double)rows[0].Bytes / row.Bytes),
                Numbers.Short(row.MacsPerSecond),
                Memory(row),
                Difference(row, row.MaxAbsDifference),
            ];
            table.AddRow([.. cells.Select(static cell => Spectre.Console.Markup.Escape(cell).Replace(' ', '\u00a0'))]);
        }

        console.Write(table);
        console.WriteLine(Terms(rows));
        if (Others(rows) is { } others)
        {
            console.WriteLine(others);
        }
    }

    // The end of a path tells more than its beginning.
    private static string Shortened(string model) =>
        model.Length <= LongestName ? model : $"…{model[^(LongestName - 1)..]}";

    private static string Memory(BenchmarkRow row) =>
        row.PeakMemoryBytes is { } bytes ? $"{bytes / 1e6:F0} MB" : Numbers.Unknown;

    private static string Difference(BenchmarkRow row, double? value) =>
        value switch
        {
            _ when !row.Finite => "NaN",
            null => Numbers.Unknown,
            < LeastDifference => "< 0.0001",
            _ => Numbers.About(value),
        };
}
