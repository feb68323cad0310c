using System.Globalization;
using GsFramework.Core.Text;
using GsFramework.Host.Evaluation;
using GsFramework.Host.Runs;
using Spectre.Console;

namespace GsFramework.Host.Reporting;

/// <summary>The before => after table that a compression ends with.</summary>
internal static class ResultTable
{
    /// <summary>Draws the table of a result.</summary>
    public static void Write(IAnsiConsole console, RunResult result)
    {
        var table = Columns($"{result.Name} ({result.Method})", "", "dense", "compact", "ratio");
        Row("MACs (exact)", result.Macs, static value =>
            string.Create(CultureInfo.InvariantCulture, $"{value / 1e6:N1} M")
        );
        Row("parameters", result.Parameters, static value => value.ToString("N0", CultureInfo.InvariantCulture));
        Row("bytes of weights, own file", result.Bytes, static value =>
            value.ToString("N0", CultureInfo.InvariantCulture)
        );
        foreach (var file in result.Exports ?? [])
        {
            Row($"bytes of {file.Format}{Mark(file)}", SizePair.Of(result.Bytes.Dense, file.Bytes), static value =>
                value.ToString("N0", CultureInfo.InvariantCulture)
            );
        }

        var protocols = result
            .Scores.Where(static score => score.Protocol.Features is not null)
            .Select(Protocol)
            .Distinct()
            .ToList();
        foreach (var set in result.Scores.GroupBy(static score => $"{score.Images} {score.Split} images"))
        {
            table.AddEmptyRow().AddRow(set.Key.EscapeMarkup());
            foreach (var score in set)
            {
                var note = protocols.IndexOf(Protocol(score)) is >= 0 and var index ? $"({index + 1})" : "";
                table.AddRow(
                    score.Metric.EscapeMarkup(),
                    MeasuredText.Of(score.Dense, score.DenseStandardError),
                    MeasuredText.Of(score.Compact, score.StandardError),
                    score.Caution is null ? note : $"{note} *"
                );
            }
        }

        console.Write(table);
        foreach (var file in (result.Exports ?? []).Where(static file => file.Prediction is not null))
        {
            console.WriteLine($"{file.Format}: {file.Prediction}");
        }

        foreach (var (index, protocol) in protocols.Index())
        {
            console.WriteLine($"({index + 1}) {protocol}");
        }

        foreach (var score in result.Scores.Where(static score => score.Caution is not null))
        {
            console.WriteLine($"* {score.Metric}: {score.Caution}");
        }

        if (TrueScores.Of(result.Scores) is { } truths)
        {
            console.WriteLine(truths);
        }

        foreach (var none in result.Scores.GroupBy(static score => score.NoDifference))
        {
            if (none.Key is { } text)
            {
                console.WriteLine($"N{text[1..]}: {string.Join(", ", none.Select(static score => score.Metric))}");
            }
        }

        foreach (var side in result.Scores.GroupBy(static score => score.IsBetter))
        {
            if (side.Key is { } isBetter)
            {
                console.WriteLine(
                    $"{(isBetter ? "Better" : "Worse")} than the dense network: "
                        + string.Join(", ", side.Select(static score => score.Metric))
                );
            }
        }

        LatencyTable.Write(console, result);
        console.Write(Layers(result));

        string Mark(ExportedFile file) =>
            file.File == result.Deployable?.File ? ", to deploy"
            : file.ComputesModel == false ? ", another network"
            : "";

        void Row(string title, SizePair size, Func<double, string> format) =>
            table.AddRow(
                title,
                format(size.Dense),
                format(size.Compact),
                string.Create(CultureInfo.InvariantCulture, $"{size.Ratio:F2}x")
            );
    }

    private static Table Layers(RunResult result)
    {
        var layers = Columns("output channels", "layer", "dense", "compact", "MACs left");
        foreach (var layer in result.Channels)
        {
            var share = (double?)layer.CompactMacs / layer.DenseMacs;
            layers.AddRow(
                layer.Layer.EscapeMarkup(),
                $"{layer.Dense}",
                $"{layer.Compact}",
                share?.ToString("P0", CultureInfo.InvariantCulture) ?? MeasuredText.Unknown
            );
        }

        return layers;
    }

    private static Table Columns(string title, params string[] names)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(title.EscapeMarkup()).AddColumns(names);
        foreach (var column in table.Columns.Skip(1))
        {
            column.RightAligned();
        }

        return table;
    }

    private static string Protocol(Score score) => score.Protocol.Line(score.Split, score.Images);
}
