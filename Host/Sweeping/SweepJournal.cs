using GsFramework.Host.Runs;
using GsFramework.Host.Runs.Locking;
using GsFramework.Host.Searching;
using Serilog;

namespace GsFramework.Host.Sweeping;

/// <summary>A way that a task is to take a trial.</summary>
internal sealed record SweepWork(SweptTrial Trial, TrialWay Way);

/// <summary>
/// The book of a sweep: which trials were begun, with which values, and how far they are. Tasks on any node decide by
/// it what to do next, one at a time under a lock, so that nobody has to wait for a coordinator:
/// <code>
/// what this task began and did not end; else a trial that is to continue (ASHA); else the task's own new trial; else,
/// where nothing is at work any more, the best trial of the highest rung; else nothing
/// </code>
/// </summary>
/// <param name="root">The sweep's folder.</param>
/// <param name="problem">The sweep.</param>
/// <param name="log">Where to log.</param>
/// <param name="cancellation">Ends the wait for the lock.</param>
internal sealed class SweepJournal(string root, SweepProblem problem, ILogger log, CancellationToken cancellation)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    /// <summary>What a task is to do next; null where nothing is left for it.</summary>
    /// <param name="task">Its number, and that of its own trial.</param>
    /// <param name="configure">Makes the configuration of new values.</param>
    /// <exception cref="UserException">A file is damaged or cannot be written, or the goals of the sweep are none of a
    /// trial's.</exception>
    public SweepWork? Next(int task, Func<IReadOnlyList<string>, SweptTrial, SweptTrial> configure)
    {
        using var hold = Hold();
        var trials = SweptTrial.ReadAll(root);
        if (trials.FirstOrDefault(static trial => trial.Last.LacksGoal) is { } without)
        {
            throw new UserException(without.Last.Failure!);
        }

        if (trials.FirstOrDefault(trial => trial.IsOpen && trial.Last.By == task) is { } begun)
        {
            return new SweepWork(begun, begun.Last);
        }

        if (problem.Promoted(trials) is { } promoted)
        {
            return Continue(trials, promoted, task, hold);
        }

        if (task < problem.Count && trials.All(trial => trial.Number != task))
        {
            var values =
                TrialProposal.Of(problem.Options, problem.Space, problem.History(trials), task)
                ?? throw new InvalidOperationException($"There are no values for trial {task}.");
            var way = new TrialWay(0, problem.Rungs[0], task);
            var trial = configure(values, new SweptTrial { Number = task, Values = values, Ways = [way] });
            Write(trial, hold);
            return new SweepWork(trial, trial.Last);
        }

        return trials.Count == problem.Count
            && trials.All(static trial => !trial.IsOpen)
            && problem.Closing(trials) is { } closing
            ? Continue(trials, closing, task, hold)
            : null;
    }

    /// <summary>Notes the end of a way.</summary>
    /// <exception cref="UserException">The file cannot be written.</exception>
    public void End(SweepWork work, TrialWay way)
    {
        using var hold = Hold();
        var trial = SweptTrial.ReadAll(root).Single(trial => trial.Number == work.Trial.Number);

        // Another process of the same task may have been quicker.
        if (trial.IsOpen && (trial.Last.Rung, trial.Last.By) == (way.Rung, way.By))
        {
            Write(trial.With(way), hold);
        }
    }

    /// <summary>The tasks that have something to do. Those that only continue trials are among them where no other
    /// would.</summary>
    public IReadOnlyList<int> Left()
    {
        var trials = SweptTrial.ReadAll(root);
        int[] own =
        [
            .. Enumerable
                .Range(0, problem.Count)
                .Except(trials.Select(static trial => trial.Number))
                .Concat(trials.Where(static trial => trial.IsOpen).Select(static trial => trial.Last.By))
                .Distinct()
                .Order(),
        ];
        return own.Length > 0 ? own
            : (problem.Promoted(trials) ?? problem.Closing(trials)) is { } next ? [next.Trial]
            : [];
    }

    /// <summary>The trials that are on the way to a rung.</summary>
    public IReadOnlyList<int> Open() =>
        [
            .. SweptTrial
                .ReadAll(root)
                .Where(static trial => trial.IsOpen)
                .Select(static trial => trial.Number),
        ];

    /// <summary>Lets tasks try again what has failed, and make again what is gone.</summary>
    public void Reopen()
    {
        using var hold = Hold();
        foreach (var trial in SweptTrial.ReadAll(root))
        {
            if (trial.IsGone(root))
            {
                log.Warning("{Trial} is made again: its folder is not there", SweptTrial.NameOf(trial.Number));
                Write(trial with { Ways = [trial.Ways[0] with { Goals = null, Ended = null }] }, hold);
                continue;
            }

            if (trial.Last.Failure is null)
            {
                continue;
            }

            // One whose values do not go together will not the next time.
            if (trial.Configuration is not null)
            {
                Write(trial.With(trial.Last with { Failure = null, LacksGoal = false }), hold);
            }
        }
    }

    private SweepWork Continue(IReadOnlyList<SweptTrial> trials, Promotion promotion, int task, RunLock hold)
    {
        var way = new TrialWay(promotion.Rung, problem.Rungs[promotion.Rung], task);
        var trial = trials.Single(trial => trial.Number == promotion.Trial);
        trial = trial with { Ways = [.. trial.Ways, way] };
        Write(trial, hold);
        return new SweepWork(trial, way);
    }

    // A process that was suspended for long may have lost the lock.
    private void Write(SweptTrial trial, RunLock hold)
    {
        hold.Check();
        trial.Write(root);
    }

    // Held for moments only.
    private RunLock Hold()
    {
        var folder = SweptTrial.FolderIn(root);
        Directory.CreateDirectory(folder);
        while (true)
        {
            try
            {
                return new RunDirectory(folder).Hold(log, cancellation);
            }
            catch (RunHeldException)
            {
                cancellation.WaitHandle.WaitOne(_pause);
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }
}
