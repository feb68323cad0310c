using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Host.Comparison;
using GsFramework.Host.Launching;
using GsFramework.Host.Planning;

namespace GsFramework.Host.Commands;

/// <summary><c>gs compare CONFIG --plan</c>: what would be run, and what it would take. One run of each method and
/// ratio is tried; seeds cost the same.</summary>
internal static class ComparePlanVerb
{
    public static void Run(PlannedArguments arguments, PreparedComparison prepared, VerbContext context)
    {
        var forecasts = new Dictionary<(string Method, double? Ratio), Forecast?>();
        using (var progress = context.StartProgress())
        {
            foreach (var run in prepared.Plan.DistinctBy(static run => run.Kind))
            {
                progress.Doing($"forecast of {run.Name}");
                forecasts[run.Kind] = Try(arguments, run, context);
            }

            progress.Doing(null);
        }

        PlanRow[] rows =
        [
            .. prepared.Plan.Zip(
                prepared.Tasks,
                (run, task) =>
                    new PlanRow(
                        task.Index,
                        task.Name,
                        task.Level,
                        task.From is { } from ? prepared.Tasks[from].Name : null,
                        task.Needs.Macs,
                        task.Needs.Threads,
                        forecasts[run.Kind]?.Seconds / 3600,
                        forecasts[run.Kind]?.DiskBytes
                    )
            ),
        ];
        if (arguments.Json)
        {
            context.Terminal.Output.WriteLine(RecordJson.Text(new PlanSum(rows)).TrimEnd());
            return;
        }

        PlanTable.Write(context.Terminal, rows);
    }

    // What a run begins with is not there yet, so that it cannot be tried.
    private static Forecast? Try(PlannedArguments arguments, PlannedRun run, VerbContext context)
    {
        if (run.From is not null)
        {
            return null;
        }

        var configuration = arguments.Configuration;
        var tried = TriedForecast.Of(
            configuration with
            {
                Sets = [.. configuration.Sets, .. run.Settings, "launcher=null"],
            },
            arguments.Smoke,
            line => context.Log.Debug("{Line}", line),
            context.Cancellation
        );
        if (tried.Forecast is null)
        {
            context.Log.Warning(
                "{Run} could not be tried: that process ended with code {Code}",
                run.Name,
                tried.Code
            );
        }

        return tried.Forecast;
    }
}

/// <summary>The plan as <c>--json</c> prints it.</summary>
/// <param name="Runs">The runs in the order of <c>plan.jsonl</c>.</param>
internal sealed record PlanSum(IReadOnlyList<PlanRow> Runs)
{
    /// <summary>Hours of all runs that could be tried, one after the other.</summary>
    public double Hours => Runs.Sum(static run => run.Hours ?? 0);

    /// <summary>Bytes on the disk of the same.</summary>
    public long Bytes => Runs.Sum(static run => run.Bytes ?? 0);
}
