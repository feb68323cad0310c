using GsFramework.Core.Processes;
using GsFramework.Host.Launching;
using GsFramework.Host.Runs;
using GsFramework.Host.Sweeping;
using GsFramework.Launching;

namespace GsFramework.Host.Commands;

/// <summary>The verb <c>sweep</c>: plans trials, carries them out, and says which settings are best.</summary>
internal static class SweepVerb
{
    /// <summary>Runs a sweep, or what is left of it.</summary>
    public static void Run(PlannedArguments arguments, VerbContext context)
    {
        using var launcher = new ChosenLauncher(arguments.Launcher);
        using var prepared = PreparedSweep.Open(arguments, launcher, context);
        if (arguments.Plan)
        {
            SweepPlanVerb.Run(arguments, prepared, context);
            return;
        }

        var origin = RunOrigin.Now(RunOrigin.Sweep, context.Arguments, prepared.Device);
        launcher.CheckIdle(prepared.Directory.Root, context.Log);
        using (prepared.Begin(arguments, origin, context))
        {
            if (launcher.IsLocal)
            {
                CarryOut(arguments, prepared, origin, context);
            }
            else
            {
                var root = prepared.Directory.Root;
                launcher.Launch(
                    prepared.Options.Name,
                    root,
                    prepared.Tasks.Count,
                    Levels(root, prepared.Tasks, Journal(prepared, context)),
                    Launches.GatherLine(root, RunOrigin.Sweep),
                    context
                );
            }
        }
    }

    /// <summary>The tasks that have something to do: all may run side by side.</summary>
    /// <param name="root">The sweep's folder.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="journal">What is left.</param>
    public static IReadOnlyList<IReadOnlyList<LaunchedRun>> Levels(
        string root,
        IReadOnlyList<PlannedTask> plan,
        SweepJournal journal
    )
    {
        LaunchedRun[] runs =
        [
            .. journal
                .Left()
                .Select(index => plan[index])
                .Where(task => !new TaskHistory(root, task.Name).NeverStarts)
                .Select(task => new LaunchedRun(
                    task.Index,
                    task.Name,
                    null,
                    task.Needs.Threads,
                    Launches.TaskLine(root, task.Index)
                )),
        ];
        return runs.Length == 0 ? [] : [runs];
    }

    private static SweepJournal Journal(PreparedSweep prepared, VerbContext context) =>
        new(prepared.Directory.Root, prepared.Problem, context.Log, context.Cancellation);

    private static void CarryOut(
        PlannedArguments arguments,
        PreparedSweep prepared,
        RunOrigin origin,
        VerbContext context
    )
    {
        var directory = prepared.Directory;
        context.Log.Information(
            "{Runs} trials, {Jobs} at a time with {Threads} threads each, in {Directory}",
            prepared.Problem.Count,
            arguments.Jobs,
            prepared.Threads,
            Path.GetRelativePath(Environment.CurrentDirectory, directory.Root)
        );
        var output = new SweepOutput(prepared.Options, prepared.Problem, directory, origin);
        var journal = Journal(prepared, context);
        var failures = Carry(arguments, prepared, journal, output, origin, context);
        output.Save();
        output.Show(arguments.Json, context);
        if (failures.Count > 0)
        {
            throw new UserException(
                $"{failures.Count} of {prepared.Tasks.Count} tasks did not come to their end:\n"
                    + string.Join('\n', failures.Select(static failed => $"  {failed.Task.Name}: {failed.Reason}"))
                    + "\nThe same command tries them again."
            );
        }

        CheckBest(output.Result!);
    }

    private static IReadOnlyList<FailedTask> Carry(
        PlannedArguments arguments,
        PreparedSweep prepared,
        SweepJournal journal,
        SweepOutput output,
        RunOrigin origin,
        VerbContext context
    )
    {
        var left = journal.Left().ToHashSet();
        using var progress = context.StartProgress();
        var runner = new TaskRunner(
            prepared.Directory.Root,
            prepared.Tasks,
            task => !left.Contains(task.Index),
            arguments.Jobs,
            context.Log,
            progress,
            context.Cancellation
        )
        {
            // What a trial is left at is the journal's business.
            Ended = task => left.Remove(task.Index),
        };
        try
        {
            return runner.Run(_ => output.Update());
        }
        catch (OperationCanceledException fault)
        {
            throw new OperationCanceledException(
                $"Interrupted. The same command continues it: {origin.CommandLine}",
                fault,
                context.Cancellation
            );
        }
    }

    /// <summary>Tests that a sweep has a result.</summary>
    /// <exception cref="UserException">No trial has come to its end.</exception>
    public static void CheckBest(SweepResult result)
    {
        if (result.Best is null)
        {
            throw new UserException(
                $"No trial of '{result.Name}' has come to its end, so there is no best one. "
                    + $"{result.Trials.Count(static trial => trial.State == TrialState.Failed)} have failed; the table "
                    + "above says why. Put that right, and give the command again; where values do not go together, "
                    + "change sweep.keys and give another folder."
            );
        }
    }
}
