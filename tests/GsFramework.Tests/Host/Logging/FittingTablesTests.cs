using GsFramework.Host.Benchmarking;
using GsFramework.Host.Logging;
using GsFramework.Host.Reporting;
using GsFramework.Tests.Host.Runs;
using Spectre.Console;
using Spectre.Console.Testing;

namespace GsFramework.Tests.Host.Logging;

public class FittingTablesTests
{
    [Fact]
    public void A_table_that_fits_is_left_as_it_is()
    {
        using var plain = new TestConsole().Width(80);
        plain.Write(Table(columns: 3));

        Assert.Equal(plain.Output, Drawn(80, console => console.Write(Table(columns: 3))));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(60)]
    [InlineData(40)]
    public void A_table_that_is_too_wide_keeps_its_words_whole_and_repeats_what_its_rows_are_known_by(int width)
    {
        var lines = Drawn(width, static console => console.Write(Table(columns: 12))).TrimEnd().Split('\n');

        Assert.All(lines, line => Assert.True(line.Length <= width, line));
        var cells = lines
            .SelectMany(static line => line.Split(['│', ' '], StringSplitOptions.RemoveEmptyEntries))
            .ToList();
        for (var column = 0; column < 12; column++)
        {
            Assert.Contains($"heading-{column}", cells);
            Assert.Contains($"{column}.25", cells);
        }

        Assert.True(cells.Count(static cell => cell == "model.10.conv_block.1") > 1, string.Join('\n', lines));
    }

    [Fact]
    public void Text_is_broken_between_words_before_a_table_is_divided()
    {
        var text = string.Join(' ', Enumerable.Range(0, 40).Select(static word => $"word{word}"));

        var drawn = Drawn(80, console => console.Write(new Table().AddColumns("name", "").AddRow("value", text)));

        Assert.Equal(
            text,
            string.Join(' ', drawn.Split(['│', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(IsWord))
        );
        Assert.Single(drawn.Split('\n'), static line => line.Contains("value", StringComparison.Ordinal));

        static bool IsWord(string cell) => cell.StartsWith("word", StringComparison.Ordinal);
    }

    [Fact]
    public void The_tables_of_a_result_and_of_a_benchmark_have_whole_words_at_80_columns()
    {
        var result = TinyResult.Of();
        var row = new BenchmarkRow
        {
            Name = "samples-ink-runs-gs-8",
            Model = "samples/ink/runs/gs-8/model",
            Format = "onnx-int8",
            Provider = "onnxruntime",
            Threads = 2,
            MedianMs = 123.4,
            P95Ms = 150.2,
            LeastMs = 120,
            Bytes = 12_345_678,
            Macs = 1_234_567_890,
            PeakMemoryBytes = 123_000_000,
            MaxAbsDifference = 0.0123,
            Runs = 20,
            Batch = 1,
            Height = 256,
            Width = 256,
            Finite = true,
        };

        Assert.All(
            [
                Drawn(80, console => ResultTable.Write(console, result)),
                Drawn(80, console => BenchmarkTable.Write(console, [row, row])),
            ],
            static drawn =>
            {
                Assert.All(drawn.Split('\n'), line => Assert.True(line.Length <= 80, line));
                Assert.DoesNotContain("…\n", drawn, StringComparison.Ordinal);
            }
        );
        Assert.Contains(
            "onnx-int8",
            Drawn(80, console => BenchmarkTable.Write(console, [row])),
            StringComparison.Ordinal
        );
    }

    private static Table Table(int columns)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("a table").AddColumn("layer");
        for (var column = 0; column < columns; column++)
        {
            table.AddColumn(new TableColumn($"heading-{column}").RightAligned());
        }

        foreach (var layer in new[] { "model.1", "model.10.conv_block.1" })
        {
            table.AddRow([layer, .. Enumerable.Range(0, columns).Select(static column => $"{column}.25")]);
        }

        return table;
    }

    private static string Drawn(int width, Action<IAnsiConsole> draw)
    {
        using var console = new TestConsole().Width(width);
        console.Pipeline.Attach(new FittingTables());
        draw(console);
        return console.Output;
    }
}
