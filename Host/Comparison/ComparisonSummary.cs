using System.Globalization;
using System.Text.Json.Nodes;
using GsFramework.Host.Evaluation;
using MathNet.Numerics.Statistics;

namespace GsFramework.Host.Comparison;

/// <summary>Sums the runs of a comparison up: means and standard errors over seeds, and tests against the reference.</summary>
internal static class ComparisonSummary
{
    /// <summary>The rows of the table: by ratio, then in the order of the methods.</summary>
    /// <param name="runs">Finished runs that are in the table, each with its result.</param>
    /// <param name="resultOf">The result of any run of the plan, for what a method began with; null when it has none.</param>
    /// <param name="methods">The methods in order.</param>
    /// <param name="reference">The method that the others are tested against.</param>
    public static IReadOnlyList<ComparisonRow> Of(
        IReadOnlyList<(PlannedRun Run, JsonObject Result)> runs, Func<PlannedRun, JsonObject?> resultOf, IReadOnlyList<string> methods,
        string reference)
    {
        var groups = runs
            .GroupBy(static entry => (entry.Run.Method.Name, entry.Run.Ratio))
            .OrderBy(static group => group.Key.Ratio ?? 0)
            .ThenBy(group => methods.ToList().IndexOf(group.Key.Name))
            .ToArray();
        return [.. groups.Select(group =>
        {
            var against = groups.FirstOrDefault(other => other.Key == (reference, group.Key.Ratio));
            return Row([.. group], resultOf, group.Key == against?.Key ? null : against?.ToArray());
        })];
    }

    private static ComparisonRow Row(
        (PlannedRun Run, JsonObject Result)[] runs, Func<PlannedRun, JsonObject?> resultOf, (PlannedRun Run, JsonObject Result)[]? reference)
    {
        double Mean(params string[] path) => runs.Select(entry => At(entry.Result, path) ?? 0).Mean();

        // A method that begins with another one's generator has cost what that one has.
        double Spent(string kind) => runs.Select(entry => Chain(entry.Run, entry.Result, resultOf)
            .Sum(result => (At(result, kind, "slim") ?? 0) + (At(result, kind, "finetune") ?? 0))).Mean();
        var ratio = runs[0].Run.Ratio;
        return new ComparisonRow
        {
            MethodName = runs[0].Run.Method.Name,
            Ratio = ratio,
            Seeds = runs.Length,
            Macs = Mean("macs", "compact"),
            DenseMacs = Mean("macs", "dense"),
            MacRatio = Mean("macs", "dense") / Mean("macs", "compact"),
            LargestDeviation = ratio is null ? null : runs.Max(entry => Math.Abs((At(entry.Result, "macs", "ratio")!.Value / ratio.Value) - 1)),
            Bytes = Mean("bytes", "compact"),
            DenseBytes = Mean("bytes", "dense"),
            ByteRatio = Mean("bytes", "dense") / Mean("bytes", "compact"),
            Parameters = Mean("parameters", "compact"),
            Updates = Spent("steps"),
            TrainingCpuSeconds = Spent("cpuSeconds"),
            Scores = [.. Metrics(runs[0].Result).Select(metric => Score(metric, runs, reference)).OfType<ComparedScore>()],
        };
    }

    private static IEnumerable<JsonObject> Chain(PlannedRun run, JsonObject result, Func<PlannedRun, JsonObject?> resultOf)
    {
        yield return result;
        for (var earlier = run.From; earlier is not null; earlier = earlier.From)
        {
            if (resultOf(earlier) is { } found)
            {
                yield return found;
            }
        }
    }

    private static ComparedScore? Score(
        string metric, (PlannedRun Run, JsonObject Result)[] runs, (PlannedRun Run, JsonObject Result)[]? reference)
    {
        var values = BySeed(metric, runs);
        if (values.Count == 0)
        {
            return null;
        }

        double[] perSeed = [.. values.OrderBy(static value => value.Key).Select(static value => value.Value)];
        return new ComparedScore
        {
            Metric = metric,
            LowerIsBetter = ScoreDirection.LowerIsBetter(metric),
            Dense = ScoreOf(runs[0].Result, metric, "dense"),
            Mean = perSeed.Mean(),
            StandardError = perSeed.Length < 2 ? null : perSeed.StandardDeviation() / Math.Sqrt(perSeed.Length),
            PerSeed = perSeed,
            VersusReference = reference is null ? null : PairedTest.Of(values, BySeed(metric, reference)),
        };
    }

    private static Dictionary<int, double> BySeed(string metric, (PlannedRun Run, JsonObject Result)[] runs) => runs
        .Select(entry => (entry.Run.Seed, Value: ScoreOf(entry.Result, metric, "compact")))
        .Where(static entry => entry.Value is not null)
        .ToDictionary(static entry => entry.Seed, static entry => entry.Value!.Value);

    private static IEnumerable<string> Metrics(JsonObject result) =>
        (result["scores"] as JsonArray ?? []).Select(static score => $"{score!["metric"]}");

    private static double? ScoreOf(JsonObject result, string metric, string field) =>
        (result["scores"] as JsonArray ?? []).FirstOrDefault(score => $"{score!["metric"]}" == metric) is JsonObject found
            ? At(found, field)
            : null;

    // A node that was made from a long does not convert to double by itself.
    private static double? At(JsonObject node, params string[] path) =>
        path.Aggregate((JsonNode?)node, static (at, key) => at?[key]) is { } value
            ? double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture)
            : null;
}
