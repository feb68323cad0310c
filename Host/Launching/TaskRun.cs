using System.Diagnostics;
using GsFramework.Core.Composition.Failures;
using GsFramework.Host.Runs;
using GsFramework.Host.Runs.Locking;
using Serilog;

namespace GsFramework.Host.Launching;

/// <summary>How <c>gs</c> begins and continues a run.</summary>
internal interface ITaskCommands
{
    /// <summary>Runs the task's compression from its frozen configuration.</summary>
    void Begin(PlannedTask task);

    /// <summary>Continues it from its last checkpoint.</summary>
    void Resume(PlannedTask task);
}

/// <summary>Carries out one run of a plan: nothing where it is finished, from its checkpoint where it has begun, else
/// from the beginning. It may be killed at any moment.</summary>
/// <param name="root">The plan's folder.</param>
/// <param name="commands">What begins and continues.</param>
/// <param name="log">Is told what is done.</param>
/// <param name="cancellation">Ends the wait for a process that is still at work on the run.</param>
internal sealed class TaskRun(string root, ITaskCommands commands, ILogger log, CancellationToken cancellation)
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    /// <summary>Carries it out.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="index">The run's number.</param>
    /// <exception cref="UserException">It cannot be begun: its configuration is another one, what it begins with is
    /// not finished, or it has failed too often.</exception>
    public void Carry(IReadOnlyList<PlannedTask> plan, int index)
    {
        var task = plan[index];
        var directory = task.RunIn(root);
        if (RunDamage.Of(directory) is { } damage)
        {
            throw new UserException(damage);
        }

        if (FinishedRun.Is(directory))
        {
            log.Information("The run {Name} is finished", task.Name);
            return;
        }

        if (task.From is { } from && !IsFinished(plan[from]))
        {
            throw new UserException(
                $"'{plan[from].Name}', with whose generator '{task.Name}' begins, is not finished."
            );
        }

        // Before anything is noted or removed: whoever holds it may be in its first moments.
        AwaitFormer(directory);
        var history = new TaskHistory(root, task.Name);
        if (history.GivenUp() is { } reason)
        {
            throw new UserException(
                $"The run '{task.Name}' is not started again: {reason} Put that right, and give the command that began "
                    + "the comparison or sweep again."
            );
        }

        history.Add(TaskEventKind.Started, rows: Rows(directory));
        try
        {
            Run(task, directory);
        }
        catch (OperationCanceledException)
        {
            history.Add(TaskEventKind.Interrupted, rows: Rows(directory));
            throw;
        }
        catch (Exception fault) when (fault is not (RunHeldException or RunLostException))
        {
            Note(history, fault);
            throw;
        }

        history.Add(TaskEventKind.Finished, rows: Rows(directory));
    }

    private void Run(PlannedTask task, RunDirectory directory)
    {
        if (File.Exists(directory.ResolvedConfiguration))
        {
            commands.Resume(task);
            return;
        }

        // A process that was killed in its first moments leaves a directory without a configuration, and so without
        // work.
        if (Directory.Exists(directory.Root) && !File.Exists(MetricsLog.In(directory.Root)))
        {
            RunDirectory.RemoveFolder(directory.Root);
        }

        TaskPlan.Thaw(root, task);
        commands.Begin(task);
    }

    // When the process before this one was told to stop, it may still be writing its last checkpoint.
    private void AwaitFormer(RunDirectory directory)
    {
        var clock = Stopwatch.StartNew();
        while (Directory.Exists(directory.Root))
        {
            try
            {
                directory.Hold(log, cancellation).Dispose();
                return;
            }
            catch (RunHeldException) when (clock.Elapsed < _patience)
            {
                cancellation.WaitHandle.WaitOne(TimeSpan.FromSeconds(1));
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    private bool IsFinished(PlannedTask task) =>
        RunDamage.Of(task.RunIn(root)) is null && FinishedRun.Is(task.RunIn(root));

    // What went wrong is told by whoever catches it, also where a full disk takes no note of it.
    private void Note(TaskHistory history, Exception fault)
    {
        try
        {
            var reason = fault is UserException or PluginException
                ? fault.Message
                : $"{fault.GetType().Name}: {fault.Message}";
            history.Add(TaskEventKind.Failed, reason);
        }
        catch (UserException second)
        {
            log.Warning("{Reason}", second.Message);
        }
    }

    // How far a run is, for telling whether it gets any further. The table may be written at this moment.
    private static int Rows(RunDirectory directory)
    {
        try
        {
            var path = MetricsLog.In(directory.Root);
            return File.Exists(path) ? File.ReadLines(path).Count() : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
