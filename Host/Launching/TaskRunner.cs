using System.Runtime.ExceptionServices;
using GsFramework.Core.Processes;
using GsFramework.Host.Logging;
using GsFramework.Host.Runs;
using Serilog;

namespace GsFramework.Host.Launching;

/// <summary>A task that did not end well.</summary>
/// <param name="Task">Which.</param>
/// <param name="Reason">The last thing that it said.</param>
internal sealed record FailedTask(PlannedTask Task, string Reason);

/// <summary>Carries out a plan on this machine: some runs at a time, each in a process of its own, finished ones
/// skipped.</summary>
/// <param name="root">The plan's folder.</param>
/// <param name="plan">The runs.</param>
/// <param name="isDone">True for a task with nothing left to do.</param>
/// <param name="jobs">Runs at a time.</param>
/// <param name="log">Where to log.</param>
/// <param name="progress">Shows how far it is.</param>
/// <param name="cancellation">Set when the user interrupts.</param>
internal sealed class TaskRunner(
    string root,
    IReadOnlyList<PlannedTask> plan,
    Func<PlannedTask, bool> isDone,
    int jobs,
    ILogger log,
    ITrainingProgress progress,
    CancellationToken cancellation
)
{
    private const string ErrorPrefix = "error: ";

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(15);

    private readonly object _gate = new();
    private readonly HashSet<string> _begun = [];
    private readonly HashSet<string> _ended = [];
    private readonly List<string> _running = [];
    private readonly List<FailedTask> _failed = [];
    private readonly RunClock _clock = new();
    private int _carriedOut;
    private ExceptionDispatchInfo? _fault;

    /// <summary>Told of a task whose process has ended well; null for nobody.</summary>
    public Action<PlannedTask>? Ended { get; init; }

    /// <summary>Runs what is not finished.</summary>
    /// <param name="onFinished">Called after every run, one call at a time, with those that have failed so far.</param>
    /// <returns>The runs that failed. Those that begin with their generators are among them.</returns>
    /// <exception cref="OperationCanceledException">The user interrupted; the runs in progress have written
    /// checkpoints.</exception>
    public IReadOnlyList<FailedTask> Run(Action<IReadOnlyList<FailedTask>> onFinished)
    {
        foreach (var run in plan)
        {
            // It costs its own row and no other, and nothing of it is touched.
            var damage = RunDamage.Of(run.RunIn(root));
            if (damage is not null)
            {
                Fail(run, damage);
            }
            else if (!isDone(run))
            {
                continue;
            }

            _begun.Add(run.Name);
            _ended.Add(run.Name);
        }

        if (_ended.Count > _failed.Count)
        {
            log.Information("{Count} of {All} runs are finished already", _ended.Count - _failed.Count, plan.Count);
        }

        var workers = Enumerable
            .Range(0, jobs)
            .Select(number => new Thread(() => Work(onFinished)) { Name = $"run {number + 1}" })
            .ToArray();
        foreach (var worker in workers)
        {
            worker.Start();
        }

        foreach (var worker in workers)
        {
            worker.Join();
        }

        _fault?.Throw();
        return cancellation.IsCancellationRequested ? throw new OperationCanceledException(cancellation) : _failed;
    }

    // An exception that leaves a thread ends the process, and with it the runs of the others: they come to their end
    // first.
    private void Work(Action<IReadOnlyList<FailedTask>> onFinished)
    {
        try
        {
            CarryOut(onFinished);
        }
        catch (Exception fault)
        {
            lock (_gate)
            {
                _fault ??= ExceptionDispatchInfo.Capture(fault);
                Monitor.PulseAll(_gate);
            }
        }
    }

    private void CarryOut(Action<IReadOnlyList<FailedTask>> onFinished)
    {
        while (Take() is { } run)
        {
            Carry(run);
            lock (_gate)
            {
                _ended.Add(run.Name);
                _running.Remove(run.Name);
                Monitor.PulseAll(_gate);
                if (!cancellation.IsCancellationRequested)
                {
                    progress.Doing("tables and report");
                    Tell(onFinished);
                    if (_running.Count > 0)
                    {
                        ShowRunning();
                    }
                }
            }
        }
    }

    // A table or page that cannot be made now must not cost the runs that are still to come.
    private void Tell(Action<IReadOnlyList<FailedTask>> onFinished)
    {
        try
        {
            onFinished([.. _failed]);
        }
        catch (UserException fault)
        {
            log.Warning("The tables are not brought up to date: {Reason}", fault.Message);
        }
    }

    // The next run whose beginning is there; null when there is nothing more to do.
    private PlannedTask? Take()
    {
        lock (_gate)
        {
            while (!cancellation.IsCancellationRequested && _fault is null)
            {
                var left = plan.Where(run => !_begun.Contains(run.Name)).ToArray();
                if (left.FirstOrDefault(MayBegin) is { } next)
                {
                    _begun.Add(next.Name);
                    return next;
                }

                if (left.Length == 0)
                {
                    return null;
                }

                Monitor.Wait(_gate, TimeSpan.FromSeconds(1)); // for the cancellation
            }

            return null;
        }
    }

    private bool MayBegin(PlannedTask run) => run.From is not { } from || _ended.Contains(plan[from].Name);

    private void Carry(PlannedTask run)
    {
        if (
            run.From is { } from
            && (RunDamage.Of(plan[from].RunIn(root)) is not null || !isDone(plan[from]))
        )
        {
            Fail(run, $"'{plan[from].Name}', with whose generator it begins, is not finished.");
            return;
        }

        log.Information("Run {Number} of {Count}: {Name}{Left}", run.Index + 1, plan.Count, run.Name, Left());
        lock (_gate)
        {
            _running.Add(run.Name);
            ShowRunning();
        }

        var said = "";
        var shown = DateTimeOffset.MinValue;
        try
        {
            var exit = ChildRun.Run(Launches.TaskLine(root, run.Index), Show, cancellation);
            if (!cancellation.IsCancellationRequested)
            {
                Judge(run, exit, said);
            }
        }
        catch (UserException fault)
        {
            Fail(run, fault.Message);
        }

        Interlocked.Increment(ref _carriedOut);

        void Show(string line)
        {
            said = line.StartsWith(ErrorPrefix, StringComparison.Ordinal) ? line[ErrorPrefix.Length..] : line;
            var now = TimeProvider.System.GetUtcNow();
            if (now - shown >= _pause)
            {
                shown = now;
                log.Information("{Name}: {Line}", run.Name, line);
            }
        }
    }

    private void Judge(PlannedTask run, int exit, string said)
    {
        var within = run.RunIn(root).LastCall is { } call
            ? $", within {call}. If it happens again there, fix the plugin, or do without this part of it"
            : "";
        if (ExitCode.Signal(exit) is { } signal)
        {
            Fail(run, $"{signal}{within}");
        }
        else if (exit != ExitCode.Done)
        {
            Fail(run, said.Length > 0 ? said : $"it ended with exit code {exit}{within}");
        }
        else if (!IsDoneNow(run))
        {
            Fail(run, $"it ended before it had its result{within}");
        }
    }

    private bool IsDoneNow(PlannedTask run)
    {
        lock (_gate)
        {
            Ended?.Invoke(run);
            return isDone(run);
        }
    }

    // Within the gate, since the display is for one thread at a time.
    private void ShowRunning() =>
        progress.Doing($"{_ended.Count} of {plan.Count} runs done{Left()}: {string.Join(", ", _running)}");

    private void Fail(PlannedTask run, string reason)
    {
        lock (_gate)
        {
            _failed.Add(new FailedTask(run, reason));
        }

        log.Error("{Name} failed: {Reason}", run.Name, reason);
    }

    private string Left()
    {
        lock (_gate)
        {
            var rest = plan.Count - _ended.Count;
            return _carriedOut == 0 ? "" : $", about {InWords(_clock.Elapsed.Seconds / _carriedOut * rest)} left";

            static string InWords(double seconds) => PhaseState.InWords(TimeSpan.FromSeconds(seconds));
        }
    }
}
