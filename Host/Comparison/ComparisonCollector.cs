using System.Globalization;
using System.Text.Json.Nodes;
using GsFramework.Host.Configuration;
using GsFramework.Host.Pipeline;
using TorchSharp;

namespace GsFramework.Host.Comparison;

/// <summary>Makes a <see cref="ComparisonResult"/> of the runs that are finished.</summary>
internal sealed class ComparisonCollector(
    RunOptions options, IReadOnlyList<PlannedRun> plan, string root, torch.Device device, string command, Func<PlannedRun, string> commandOf)
{
    /// <summary>Reads the results of all finished runs.</summary>
    /// <param name="failures">Runs that have none.</param>
    /// <exception cref="UserException">A result was damaged.</exception>
    public ComparisonResult Collect(IReadOnlyList<FailedRun> failures)
    {
        var finished = plan.Where(ComparisonRunner.IsFinished)
            .Select(static run => (Run: run, Result: RunDirectory.ReadObject(new RunDirectory(run.Directory).Result, "macs", "parameters", "bytes", "scores")))
            .ToArray();
        var comparison = options.Comparison;
        var listed = finished.Where(static entry => entry.Run.IsListed).ToArray();
        var summary = ComparisonSummary.Of(listed, comparison.Methods, comparison.Reference);
        return new ComparisonResult
        {
            Name = options.Name,
            Command = command,
            CreatedAt = DateTimeOffset.UtcNow,
            Seconds = finished.Sum(static entry => Total(entry.Result, "seconds")),
            CpuSeconds = finished.Sum(static entry => Total(entry.Result, "cpuSeconds")),
            Budget = options.Training.Budget switch
            {
                { Updates: { } updates } => new ComparisonBudget("updates", updates),
                { CpuSeconds: { } seconds } => new ComparisonBudget("cpu-seconds", seconds),
                _ => null,
            },
            Versions = RunOrigin.Versions(),
            Machine = RunOrigin.Machine(device),
            Reference = comparison.Reference,
            Ratios = comparison.Ratios,
            Seeds = [.. plan.Select(static run => run.Seed).Distinct()],
            Tolerance = comparison.Tolerance,
            PrimaryMetrics = Primary(comparison, summary),
            Methods = [.. plan.Where(static run => run.IsListed).Select(static run => run.Method).DistinctBy(static method => method.Name)
                .OrderBy(method => comparison.Methods.ToList().IndexOf(method.Name))
                .Select(static method => new MethodSummary(method.Name, method.Summary, method.Settings, method.From))],
            Summary = summary,
            Runs = [.. listed.Select(entry => Described(entry.Run, entry.Result))],
            FirstHalves = [.. finished.Except(listed).Select(entry => Described(entry.Run, entry.Result))],
            Failures = [.. failures.Select(static failure => new RunFailure(failure.Run.Name, failure.Reason))],
        };
    }

    private JsonObject Described(PlannedRun run, JsonObject result)
    {
        result.Insert(0, "methodName", run.Method.Name);
        result.Insert(1, "ratio", run.Ratio);
        result["directory"] = Path.GetRelativePath(root, run.Directory).Replace('\\', '/');
        result["command"] = commandOf(run);
        return result;
    }

    // What tells students of one teacher apart best: how far they are from it.
    private static string[] Primary(ComparisonOptions comparison, IReadOnlyList<ComparisonRow> summary)
    {
        if (comparison.Scores.Count > 0)
        {
            return [.. comparison.Scores];
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
