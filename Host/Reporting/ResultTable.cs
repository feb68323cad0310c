using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using GsFramework.Host.Evaluation;
using GsFramework.Host.Runs;
using Spectre.Console;

namespace GsFramework.Host.Reporting;

/// <summary>The before => after table that a compression ends with.</summary>
internal static class ResultTable
{
    /// <summary>Draws the table of a result.</summary>
    public static void Write(IAnsiConsole console, JsonObject result)
    {
        var table = new Table().Border(TableBorder.Rounded).Title($"{result["name"]} ({result["method"]})");
        table.AddColumns("", "dense", "compact", "ratio");
        foreach (var column in table.Columns.Skip(1))
        {
            column.RightAligned();
        }

        Row("MACs (exact)", "macs", static value => $"{value / 1e6:N1} M");
        Row("parameters", "parameters", static value => $"{value:N0}");
        Row("bytes on disk", "bytes", static value => $"{value:N0}");
        var scores = result["scores"]!.AsArray().Select(static score => score!).ToList();
        var protocols = scores.Where(static score => score["protocol"]?["features"] is not null).Select(Protocol).Distinct().ToList();
        foreach (var set in scores.GroupBy(static score => $"{score["images"]} {score["split"]} images"))
        {
            table.AddEmptyRow().AddRow(set.Key);
            foreach (var score in set)
            {
                var note = protocols.IndexOf(Protocol(score)) is >= 0 and var index ? $"({index + 1})" : "";
                table.AddRow(
                    $"{score["metric"]}", Number(score["dense"], null), Number(score["compact"], score["standardError"]),
                    score["caution"] is null ? note : $"{note} *");
            }
        }

        console.Write(table);
        foreach (var (index, protocol) in protocols.Index())
        {
            console.WriteLine($"({index + 1}) {protocol}");
        }

        foreach (var score in scores.Where(static score => score["caution"] is not null))
        {
            console.WriteLine($"* {score["metric"]}: {score["caution"]}");
        }

        var layers = new Table().Border(TableBorder.Rounded).Title("output channels");
        layers.AddColumns("layer", "dense", "compact", "MACs left");
        foreach (var column in layers.Columns.Skip(1))
        {
            column.RightAligned();
        }

        foreach (var layer in result["channels"]!.AsArray())
        {
            var share = Value(layer!["compactMacs"]) / Value(layer["denseMacs"]);
            layers.AddRow($"{layer["layer"]}", $"{layer["dense"]}", $"{layer["compact"]}", share.ToString("P0", CultureInfo.InvariantCulture));
        }

        console.Write(layers);

        void Row(string title, string key, Func<double, string> format) => table.AddRow(
            title,
            format(Value(result[key]!["dense"])),
            format(Value(result[key]!["compact"])),
            string.Create(CultureInfo.InvariantCulture, $"{Value(result[key]!["ratio"]):F2}x"));
    }

    private static string Protocol(JsonNode score) =>
        score["protocol"]?.Deserialize<ScoreProtocol>(RunJson.Format)?.Line($"{score["split"]}", (int)Value(score["images"])) ?? "";

    private static string Number(JsonNode? value, JsonNode? error) => value is null
        ? "-"
        : string.Create(CultureInfo.InvariantCulture, $"{Value(value):G4}")
            + (error is null ? "" : string.Create(CultureInfo.InvariantCulture, $" ± {Value(error):G2}"));

    // A node that was made from a long does not convert to double by itself.
    private static double Value(JsonNode? node) => double.Parse(node!.ToJsonString(), CultureInfo.InvariantCulture);
}
