using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Host.Planning;
using GsFramework.Host.Sweeping;

namespace GsFramework.Host.Commands;

/// <summary><c>gs sweep CONFIG --plan</c>: what would be tried, and what it would take at most. The base configuration
/// is tried, for all trials.</summary>
internal static class SweepPlanVerb
{
    public static void Run(PlannedArguments arguments, PreparedSweep prepared, VerbContext context)
    {
        Forecast? forecast;
        using (var progress = context.StartProgress())
        {
            progress.Doing("forecast of a trial");
            var configuration = arguments.Configuration;
            forecast = TriedForecast
                .Of(
                    configuration with
                    {
                        Sets = [.. configuration.Sets, "launcher=null"],
                    },
                    arguments.Smoke,
                    line => context.Log.Debug("{Line}", line),
                    context.Cancellation
                )
                .Forecast;
            progress.Doing(null);
        }

        PlanRow[] rows =
        [
            .. prepared.Tasks.Select(task => new PlanRow(
                task.Index,
                task.Name,
                task.Level,
                null,
                task.Needs.Macs,
                task.Needs.Threads,
                forecast?.Seconds / 3600,
                forecast?.DiskBytes
            )),
        ];
        if (arguments.Json)
        {
            context.Terminal.Output.WriteLine(RecordJson.Text(new PlanSum(rows)).TrimEnd());
            return;
        }

        PlanTable.Write(context.Terminal, rows);
        if (prepared.Problem.Options.Halving is { } halving)
        {
            context.Terminal.WriteText(
                $"That is for all trials to their ends. Of each {halving.Reduction} that are compared after "
                    + $"{string.Join(", ", prepared.Problem.Rungs.SkipLast(1))} updates, one continues."
            );
        }
    }
}
