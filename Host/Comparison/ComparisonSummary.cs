using GsFramework.Host.Evaluation;
using GsFramework.Host.Runs;
using MathNet.Numerics.Statistics;

namespace GsFramework.Host.Comparison;

/// <summary>Sums the runs of a comparison up: means and standard errors over seeds, and tests against the
/// reference.</summary>
internal static class ComparisonSummary
{
    /// <summary>The rows of the table: by ratio, then in the order of the methods.</summary>
    /// <param name="runs">Finished runs that are in the table, each with its result.</param>
    /// <param name="resultOf">The result of any run of the plan, for what a method began with; null when it has
    /// none.</param>
    /// <param name="methods">The methods in order.</param>
    /// <param name="reference">The method that the others are tested against.</param>
    public static IReadOnlyList<ComparisonRow> Of(
        IReadOnlyList<(PlannedRun Run, RunResult Result)> runs,
        Func<PlannedRun, RunResult?> resultOf,
        IReadOnlyList<string> methods,
        string reference
    )
    {
        var groups = runs.GroupBy(static entry => (entry.Run.Method.Name, entry.Run.Ratio))
            .OrderBy(static group => group.Key.Ratio ?? 0)
            .ThenBy(group => methods.ToList().IndexOf(group.Key.Name))
            .ToArray();
        return
        [
            .. groups.Select(group =>
            {
                var against = groups.FirstOrDefault(other => other.Key == (reference, group.Key.Ratio));
                return Row([.. group], resultOf, group.Key == against?.Key ? null : against?.ToArray());
            }),
        ];
    }

    private static ComparisonRow Row(
        (PlannedRun Run, RunResult Result)[] runs,
        Func<PlannedRun, RunResult?> resultOf,
        (PlannedRun Run, RunResult Result)[]? reference
    )
    {
        double Mean(Func<RunResult, double> of) => runs.Select(entry => of(entry.Result)).Mean();

        // A method that begins with another one's generator has cost what that one has.
        double Spent(Func<RunResult, double> of) =>
            runs.Select(entry => Chain(entry.Run, entry.Result, resultOf).Sum(of)).Mean();
        var ratio = runs[0].Run.Ratio;
        return new ComparisonRow
        {
            MethodName = runs[0].Run.Method.Name,
            Ratio = ratio,
            Seeds = runs.Length,
            Macs = Mean(static run => run.Macs.Compact),
            DenseMacs = Mean(static run => run.Macs.Dense),
            MacRatio = Mean(static run => run.Macs.Dense) / Mean(static run => run.Macs.Compact),
            LargestDeviation = ratio is null
                ? null
                : runs.Max(entry => Math.Abs((entry.Result.Macs.Ratio / ratio.Value) - 1)),
            Bytes = Mean(static run => run.Bytes.Compact),
            DenseBytes = Mean(static run => run.Bytes.Dense),
            ByteRatio = Mean(static run => run.Bytes.Dense) / Mean(static run => run.Bytes.Compact),
            Parameters = Mean(static run => run.Parameters.Compact),
            Deployed = Deployed([.. runs.Select(static entry => entry.Result)]),
            Updates = Spent(static run => run.Steps is { } steps ? steps.Slim + steps.Finetune : 0),
            TrainingCpuSeconds = Spent(static run => (run.CpuSeconds?.Slim ?? 0) + (run.CpuSeconds?.Finetune ?? 0)),
            Scores =
            [
                .. runs[0]
                    .Result.Scores.Select(static score => score.Metric)
                    .Select(metric => Score(metric, runs, reference))
                    .OfType<ComparedScore>(),
            ],
        };
    }

    // The ratio to the teacher in the same run: the times themselves depend on what else the machine did.
    private static DeployedCost? Deployed(IReadOnlyList<RunResult> runs)
    {
        TimedNetwork[] files = [.. runs.Select(static run => run.Latency?.Deployed).OfType<TimedNetwork>()];
        double[] times = [.. files.Select(static file => file.TimesFaster).OfType<double>()];
        if (times.Length < runs.Count)
        {
            return null;
        }

        var bytes = files.Select(static file => (double)file.Bytes).Mean();
        return new DeployedCost(
            string.Join(" or ", files.Select(static file => file.Format).Distinct().Order()),
            bytes,
            runs.Select(static run => (double)run.Bytes.Dense).Mean() / bytes,
            times.Mean()
        )
        {
            TimesFasterStandardError = StandardError(times),
        };
    }

    private static double? StandardError(double[] values) =>
        values.Length < 2 ? null : values.StandardDeviation() / Math.Sqrt(values.Length);

    private static IEnumerable<RunResult> Chain(PlannedRun run, RunResult result, Func<PlannedRun, RunResult?> resultOf)
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
        string metric,
        (PlannedRun Run, RunResult Result)[] runs,
        (PlannedRun Run, RunResult Result)[]? reference
    )
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
            Dense = ScoreOf(runs[0].Result, metric)?.Dense,
            Mean = perSeed.Mean(),
            StandardError = StandardError(perSeed),
            PerSeed = perSeed,
            VersusReference = reference is null ? null : PairedTest.Of(values, BySeed(metric, reference)),
        };
    }

    private static Dictionary<int, double> BySeed(string metric, (PlannedRun Run, RunResult Result)[] runs) =>
        runs.Select(entry => (entry.Run.Seed, Value: ScoreOf(entry.Result, metric)?.Compact))
            .Where(static entry => entry.Value is not null)
            .ToDictionary(static entry => entry.Seed, static entry => entry.Value!.Value);

    private static Score? ScoreOf(RunResult result, string metric) =>
        result.Scores.FirstOrDefault(score => score.Metric == metric);
}
