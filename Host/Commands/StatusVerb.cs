using GsFramework.Core.Interchange;
using GsFramework.Host.Launching;
using GsFramework.Host.Reporting;
using GsFramework.Host.Runs;
using GsFramework.Host.Sweeping;

namespace GsFramework.Host.Commands;

/// <summary><c>gs status DIR</c>: how far the runs of a comparison or a sweep are, wherever they run.</summary>
internal static class StatusVerb
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(5);

    public static void Run(string folder, bool watch, bool json, VerbContext context)
    {
        var root = Path.GetFullPath(folder);
        while (true)
        {
            var plan = TaskPlan.Read(root);
            var runs =
                new RunDirectory(root).State.Origin is { IsSweep: true }
                    ? SweepStatus.Read(root, plan)
                    : RunStatusReader.Read(root, plan);
            Show(runs, json, context);
            if (!watch || runs.All(static run => run.State >= RunActivity.Stopped))
            {
                return;
            }

            context.Cancellation.WaitHandle.WaitOne(_pause);
            context.Cancellation.ThrowIfCancellationRequested();
        }
    }

    private static void Show(IReadOnlyList<RunStatus> runs, bool json, VerbContext context)
    {
        if (json)
        {
            context.Terminal.Output.WriteLine(RecordJson.Text(new StatusSum(runs)).TrimEnd());
            return;
        }

        context.Terminal.OutputConsole.Write(StatusTable.Of(runs));
        foreach (var run in runs.Where(static run => run.Reason is not null))
        {
            context.Terminal.WriteText($"{run.Name}: {run.Reason}", indent: 4);
        }
    }
}

/// <summary>The status as <c>--json</c> prints it.</summary>
/// <param name="Runs">The runs in the order of the plan.</param>
internal sealed record StatusSum(IReadOnlyList<RunStatus> Runs);
