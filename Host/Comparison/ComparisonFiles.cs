using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsvHelper;
using GsFramework.Core.Interchange;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Comparison;

/// <summary>What a comparison leaves beside its runs: <c>comparison.json</c>, <c>.csv</c> and <c>.md</c>.</summary>
internal static class ComparisonFiles
{
    public const string Json = "comparison.json";
    public const string Csv = "comparison.csv";
    public const string Markdown = "comparison.md";

    /// <summary>Writes all of them.</summary>
    /// <exception cref="UserException">One cannot be written.</exception>
    public static void Write(string root, ComparisonResult result)
    {
        AtomicFile.WriteAllText(Path.Combine(root, Json), JsonSerializer.Serialize(result, RunJson.Format) + "\n");
        AtomicFile.WriteAllText(Path.Combine(root, Csv), Rows(result));
        AtomicFile.WriteAllText(Path.Combine(root, Markdown), ComparisonMarkdown.Of(result));
    }

    // A row a run: what a statistics program wants to read.
    private static string Rows(ComparisonResult result)
    {
        string[] metrics = [.. result.Runs.SelectMany(Metrics).Distinct()];
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, new CsvWriterOptions(), leaveOpen: true))
        {
            csv.WriteRecord(
            [
                "method", "ratio", "seed", "macs", "macRatio", "parameters", "bytes", "byteRatio", "slimSteps", "fineTuneSteps",
                "slimCpuSeconds", "fineTuneCpuSeconds", .. metrics,
            ]);
            foreach (var run in result.Runs)
            {
                csv.WriteRecord(
                [
                    $"{run["methodName"]}", Text(run["ratio"]), Text(run["seed"]), Text(run["macs"]?["compact"]), Text(run["macs"]?["ratio"]),
                    Text(run["parameters"]?["compact"]), Text(run["bytes"]?["compact"]), Text(run["bytes"]?["ratio"]),
                    Text(run["steps"]?["slim"]), Text(run["steps"]?["finetune"]), Text(run["cpuSeconds"]?["slim"]), Text(run["cpuSeconds"]?["finetune"]),
                    .. metrics.Select(metric => Text(Score(run, metric))),
                ]);
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> Metrics(JsonObject run) =>
        (run["scores"] as JsonArray ?? []).Select(static score => $"{score!["metric"]}");

    private static JsonNode? Score(JsonObject run, string metric) =>
        (run["scores"] as JsonArray ?? []).FirstOrDefault(score => $"{score!["metric"]}" == metric)?["compact"];

    private static string Text(JsonNode? value) => value?.ToJsonString() ?? "";
}
