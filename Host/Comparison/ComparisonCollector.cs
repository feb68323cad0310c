using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using GsFramework.Core.Configuration;
using GsFramework.Host.Runs;
using TorchSharp;

namespace GsFramework.Host.Comparison;

/// <summary>Makes a <see cref="ComparisonResult"/> of the runs that are finished.</summary>
internal sealed class ComparisonCollector(
    RunOptions options, IReadOnlyList<PlannedRun> plan, string root, torch.Device device, string command, bool smoke)
{
    private const double LargestOverspending = 0.05;

    private static readonly string[][] _numbers =
        [["macs", "dense"], ["macs", "compact"], ["macs", "ratio"], ["bytes", "dense"], ["bytes", "compact"], ["bytes", "ratio"], ["parameters", "compact"]];

    /// <summary>Reads the results of all finished runs.</summary>
    /// <param name="failures">Runs that ended with an error; they do not count.</param>
    /// <exception cref="UserException">A result was damaged.</exception>
    public ComparisonResult Collect(IReadOnlyList<FailedRun> failures)
    {
        var finished = plan.Except(failures.Select(static failure => failure.Run)).Where(ComparisonRunner.IsFinished)
            .Select(static run => (Run: run, Result: Read(new RunDirectory(run.Directory).Result)))
            .ToArray();
        var results = finished.ToDictionary(static entry => entry.Run.Name, static entry => entry.Result);
        var origins = finished.ToDictionary(static entry => entry.Run.Name, static entry => new RunDirectory(entry.Run.Directory).Note(RunDirectory.KindNote));
        var comparison = options.Comparison;
        var listed = finished.Where(static entry => entry.Run.IsListed).ToArray();
        var summary = ComparisonSummary.Of(
            listed, run => results.GetValueOrDefault(run.Name), comparison.Methods, comparison.Reference);
        var budget = (smoke ? plan[0].Options : options).Training.Budget switch
        {
            { Updates: { } updates } => new ComparisonBudget("updates", updates),
            { CpuSeconds: { } seconds } => new ComparisonBudget("cpu-seconds", seconds),
            _ => null,
        };
        return new ComparisonResult
        {
            Name = options.Name,
            Command = command,
            CreatedAt = DateTimeOffset.UtcNow,
            Seconds = finished.Sum(static entry => Total(entry.Result, "seconds")),
            CpuSeconds = finished.Sum(static entry => Total(entry.Result, "cpuSeconds")),
            Smoke = smoke,
            Notes =
            [
                .. Differences(origins.Values, "version of the program", "versions", "framework"),
                .. Differences(origins.Values, "number of threads", "machine", "threads"),
                .. Differences("arithmetic", origins.Values.SelectMany(RunMachine.Arithmetics)),
                .. Overspent(budget, summary),
            ],
            Budget = budget,
            Versions = First(origins.Values, "versions") ?? RunOrigin.Versions(),
            Machine = First(origins.Values, "machine") ?? RunOrigin.Machine(device),
            Reference = comparison.Reference,
            Ratios = comparison.Ratios,
            Seeds = [.. plan.Select(static run => run.Seed).Distinct()],
            Tolerance = comparison.Tolerance,
            PrimaryMetrics = Primary(comparison, summary),
            Methods = [.. plan.Where(static run => run.IsListed).Select(static run => run.Method).DistinctBy(static method => method.Name)
                .OrderBy(method => comparison.Methods.ToList().IndexOf(method.Name))
                .Select(static method => new MethodSummary(method.Name, method.Summary, method.Settings, method.From))],
            Summary = summary,
            Runs = [.. listed.Select(entry => Described(entry.Run, entry.Result, origins[entry.Run.Name]))],
            FirstHalves = [.. finished.Except(listed).Select(entry => Described(entry.Run, entry.Result, origins[entry.Run.Name]))],
            Failures = [.. failures.Select(static failure => new RunFailure(failure.Run.Name, failure.Reason))],
        };
    }

    private JsonObject Described(PlannedRun run, JsonObject result, JsonObject? origin)
    {
        result.Insert(0, "methodName", run.Method.Name);
        result.Insert(1, "ratio", run.Ratio);
        result["directory"] = Path.GetRelativePath(root, run.Directory).Replace('\\', '/');
        result["command"] = RunOrigin.CommandLine(origin);
        result["versions"] = origin?["versions"]?.DeepClone();
        return result;
    }

    // Nothing but a program of another kind, or a hand, leaves a result without these.
    private static JsonObject Read(string path)
    {
        var result = RunDirectory.ReadObject(path, "macs", "parameters", "bytes", "scores");
        return _numbers.FirstOrDefault(keys => result[keys[0]] is not JsonObject part || part[keys[1]]?.GetValueKind() != JsonValueKind.Number) is { } missing
            ? throw new UserException(
                $"'{path}' is damaged: it has no number '{string.Join('.', missing)}'. Remove the folder of this run, and the same command makes it again.")
            : result;
    }

    private static JsonObject? First(IEnumerable<JsonObject?> origins, string key) =>
        origins.Select(origin => origin?[key] as JsonObject).FirstOrDefault(static found => found is not null)?.DeepClone().AsObject();

    private static IEnumerable<string> Differences(IEnumerable<JsonObject?> origins, string what, params string[] path) => Differences(
        what, origins.Select(origin => path.Aggregate((JsonNode?)origin, static (at, key) => at?[key])?.ToString()).OfType<string>());

    private static IEnumerable<string> Differences(string what, IEnumerable<string> values)
    {
        string[] found = [.. values.Distinct()];
        return found.Length > 1 ? [$"The runs were not all made with the same {what}: {string.Join(", ", found)}."] : [];
    }

    private static IEnumerable<string> Overspent(ComparisonBudget? budget, IReadOnlyList<ComparisonRow> summary)
    {
        string[] off = budget is not { Kind: "cpu-seconds" } time ? [] : [.. summary
            .Where(row => Math.Abs((row.TrainingCpuSeconds / time.Value) - 1) > LargestOverspending)
            .Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.MethodName}{(row.Ratio is { } ratio ? $" at {ratio}x" : "")}: {row.TrainingCpuSeconds:F0} s"))];
        return off.Length == 0 ? [] : [string.Create(
            CultureInfo.InvariantCulture, $"More than {LargestOverspending:P0} off the budget of {budget!.Value} s on average: {string.Join(", ", off)}.")];
    }

    // What tells students of one teacher apart best: how far they are from it.
    private static string[] Primary(ComparisonOptions comparison, IReadOnlyList<ComparisonRow> summary)
    {
        if (comparison.Scores.Count > 0)
        {
            return [.. comparison.Scores.Distinct()];
        }

        string[] metrics = [.. summary.SelectMany(static row => row.Scores).Select(static score => score.Metric).Distinct()];
        string?[] wanted =
        [
            metrics.FirstOrDefault(static metric => metric.StartsWith("kid-", StringComparison.Ordinal) && metric.EndsWith("-teacher", StringComparison.Ordinal)),
            metrics.FirstOrDefault(static metric => metric.StartsWith("feature-distance-", StringComparison.Ordinal) && metric.EndsWith("-teacher", StringComparison.Ordinal)),
            metrics.FirstOrDefault(static metric => metric == "accuracy"),
        ];
        string[] found = [.. wanted.OfType<string>()];
        return found.Length > 0 ? found : [.. metrics.Take(1)];
    }

    private static double Total(JsonObject result, string kind) =>
        result[kind]?["total"] is { } total ? double.Parse(total.ToJsonString(), CultureInfo.InvariantCulture) : 0;
}
