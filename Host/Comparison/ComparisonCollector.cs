using System.Globalization;
using GsFramework.Core.Configuration;
using GsFramework.Host.Runs;
using TorchSharp;

namespace GsFramework.Host.Comparison;

/// <summary>Makes a <see cref="ComparisonResult"/> of the runs that are finished.</summary>
internal sealed class ComparisonCollector(
    RunOptions options,
    IReadOnlyList<PlannedRun> plan,
    string root,
    torch.Device device,
    RunOrigin started,
    bool smoke
)
{
    private const double LargestOverspending = 0.05;

    /// <summary>Reads the results of all finished runs.</summary>
    /// <param name="failures">Runs that ended with an error; they do not count.</param>
    /// <exception cref="UserException">A result was damaged.</exception>
    public ComparisonResult Collect(IReadOnlyList<FailedRun> failures)
    {
        var finished = plan.Except(failures.Select(static failure => failure.Run))
            .Where(static run => run.IsFinished)
            .Select(static run => (Run: run, Result: RunResult.Read(new RunDirectory(run.Directory))))
            .ToArray();
        var results = finished.ToDictionary(static entry => entry.Run.Name, static entry => entry.Result);
        var origins = finished.ToDictionary(
            static entry => entry.Run.Name,
            static entry => new RunDirectory(entry.Run.Directory).State.Origin
        );
        var comparison = options.Comparison;
        var listed = finished.Where(static entry => entry.Run.IsListed).ToArray();
        var summary = ComparisonSummary.Of(
            listed,
            run => results.GetValueOrDefault(run.Name),
            comparison.Methods,
            comparison.Reference
        );
        var budget = (smoke ? plan[0].Options : options).Training.Budget switch
        {
            { Updates: { } updates } => new ComparisonBudget("updates", updates),
            { CpuSeconds: { } seconds } => new ComparisonBudget(ComparisonBudget.CpuSeconds, seconds),
            _ => null,
        };
        var unequal = UnequalTerm.Of([
            .. finished.Select(entry =>
                (
                    entry.Run.Name,
                    Machines(entry.Result, origins[entry.Run.Name]),
                    origins[entry.Run.Name]?.Versions?.Framework
                )
            ),
        ]);
        return new ComparisonResult
        {
            Name = options.Name,
            Command = started.CommandLine,
            Program = started.Program,
            CreatedAt = DateTimeOffset.UtcNow,
            Seconds = finished.Sum(static entry => entry.Result.Seconds?.Total ?? 0),
            CpuSeconds = finished.Sum(static entry => entry.Result.CpuSeconds?.Total ?? 0),
            Smoke = smoke,
            Notes = [.. Notes(unequal, summary, budget)],
            Unequal = unequal,
            Budget = budget,
            Versions = origins
                .Values.Select(static origin => origin?.Versions)
                .FirstOrDefault(static found => found is not null)
                ?? VersionsRecord.Now(),
            Machine = origins
                .Values.Select(static origin => origin?.Machine)
                .FirstOrDefault(static found => found is not null)
                ?? MachineRecord.Now(device),
            Precision = new RunDirectory(root).State.Precision,
            Reference = comparison.Reference,
            Ratios = comparison.Ratios,
            Seeds = [.. plan.Select(static run => run.Seed).Distinct()],
            Tolerance = comparison.Tolerance,
            PrimaryMetrics = Primary(comparison, summary),
            Methods =
            [
                .. plan.Where(static run => run.IsListed)
                    .Select(static run => run.Method)
                    .DistinctBy(static method => method.Name)
                    .OrderBy(method => comparison.Methods.ToList().IndexOf(method.Name))
                    .Select(static method => new MethodSummary(
                        method.Name,
                        method.Summary,
                        method.Settings,
                        method.From
                    )),
            ],
            Summary = summary,
            Runs = [.. listed.Select(entry => Described(entry.Run, entry.Result, origins[entry.Run.Name]))],
            FirstHalves =
            [
                .. finished.Except(listed).Select(entry => Described(entry.Run, entry.Result, origins[entry.Run.Name])),
            ],
            Failures = [.. failures.Select(static failure => new RunFailure(failure.Run.Name, failure.Reason))],
        };
    }

    private ComparedResult Described(PlannedRun run, RunResult result, RunOrigin? origin) =>
        new(result)
        {
            MethodName = run.Method.Name,
            Ratio = run.Ratio,
            Machines = Machines(result, origin),
            Directory = Path.GetRelativePath(root, run.Directory).Replace('\\', '/'),
            Command = origin?.CommandLine,
            Versions = origin?.Versions,
        };

    private static IEnumerable<string> Notes(
        IReadOnlyList<UnequalTerm> unequal,
        IReadOnlyList<ComparisonRow> summary,
        ComparisonBudget? budget
    ) =>
        [
            .. unequal.Select(static term => term.Words),
            .. new[]
            {
                UnequalTerm.Consequence(unequal, summary.Any(static row => row.Deployed is not null), budget),
            }.OfType<string>(),
            .. Overspent(budget, summary),
        ];

    private static IReadOnlyList<ComputedOn> Machines(RunResult result, RunOrigin? origin) =>
        result.Machines ?? ComputedOn.Of(origin);

    private static IEnumerable<string> Overspent(ComparisonBudget? budget, IReadOnlyList<ComparisonRow> summary)
    {
        string[] off = budget is not { Kind: ComparisonBudget.CpuSeconds } time
            ? []
            :
            [
                .. summary
                    .Where(row => Math.Abs((row.TrainingCpuSeconds / time.Value) - 1) > LargestOverspending)
                    .Select(row =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{row.MethodName}{(row.Ratio is { } ratio ? $" at {ratio}x" : "")}: "
                                + $"{row.TrainingCpuSeconds:F0} s"
                        )
                    ),
            ];
        return off.Length == 0
            ? []
            :
            [
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"More than {LargestOverspending:P0} off the budget of {budget!.Value} s on average: "
                        + $"{string.Join(", ", off)}."
                ),
            ];
    }

    // What tells students of one teacher apart best: how far they are from it.
    private static string[] Primary(ComparisonOptions comparison, IReadOnlyList<ComparisonRow> summary)
    {
        if (comparison.Scores.Count > 0)
        {
            return [.. comparison.Scores.Distinct()];
        }

        string[] metrics =
        [
            .. summary.SelectMany(static row => row.Scores).Select(static score => score.Metric).Distinct(),
        ];
        string?[] wanted =
        [
            metrics.FirstOrDefault(static metric =>
                metric.StartsWith("kid-", StringComparison.Ordinal)
                && metric.EndsWith("-teacher", StringComparison.Ordinal)
            ),
            metrics.FirstOrDefault(static metric =>
                metric.StartsWith("feature-distance-", StringComparison.Ordinal)
                && metric.EndsWith("-teacher", StringComparison.Ordinal)
            ),
            metrics.FirstOrDefault(static metric => metric == "accuracy"),
        ];
        string[] found = [.. wanted.OfType<string>()];
        return found.Length > 0 ? found : [.. metrics.Take(1)];
    }
}
