using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Host.Launching;
using GsFramework.Host.Runs;
using GsFramework.Host.Runs.Locking;
using GsFramework.Host.Sweeping;
using GsFramework.Host.Training;

namespace GsFramework.Host.Commands;

/// <summary>A task of a sweep: takes trials from rung to rung, until the sweep's journal has nothing more for
/// it.</summary>
/// <param name="root">The sweep's folder.</param>
/// <param name="plan">Its plan.</param>
/// <param name="commands">What begins and continues a run.</param>
/// <param name="context">The verb's.</param>
internal sealed class SweepTask(
    string root,
    IReadOnlyList<PlannedTask> plan,
    CompareTaskVerb commands,
    VerbContext context
)
{
    // Trials that cannot be trained are part of a search; a full disk fails them all.
    private const int MostFailures = 3;

    private readonly RunDirectory _directory = new(root);

    /// <summary>Carries out what there is for the task of a number.</summary>
    /// <exception cref="UserException">One trial after the other has failed, or something is wrong with the
    /// sweep.</exception>
    public void Carry(int index)
    {
        var (options, problem) = Open(plan[index], []);
        var journal = new SweepJournal(root, problem, context.Log, context.Cancellation);
        var failures = new List<string>();
        while (
            journal.Next(index, (values, trial) => Configured(values, trial, problem, options.Name)) is { } work
        )
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var end = work.Way.IsOver ? work.Way : Take(work, problem);
            journal.End(work, end);
            if (end.Failure is not { } failure)
            {
                failures.Clear();
                continue;
            }

            context.Log.Error("{Trial} failed: {Reason}", SweptTrial.NameOf(work.Trial.Number), failure);
            failures.Add(failure);
            if (failures.Count >= MostFailures)
            {
                throw new UserException(
                    $"{failures.Count} trials in a row have failed, the last one because: {failure} What is still to "
                        + "come was not begun. The same command continues the sweep when the reason is gone."
                );
            }
        }
    }

    private TrialWay Take(SweepWork work, SweepProblem problem)
    {
        var (trial, way) = work;
        var task = trial.Of(plan[trial.Number]);
        var directory = task.RunIn(root);
        context.StopAfter = problem.IsLast(way.Rung) ? null : way.Updates;

        // Those of the trial before are not this one's.
        _ = context.RunLog.Warnings.Take();
        context.Log.Information(
            "{Trial} to {Updates} updates: {Values}",
            task.Name,
            way.Updates,
            string.Join(", ", problem.Space.Settings(trial.Values))
        );
        try
        {
            PlannedTask[] own = [.. plan.Select(planned => planned.Index == task.Index ? task : planned)];
            new TaskRun(root, commands, context.Log, context.Cancellation).Carry(own, task.Index);
        }
        catch (RungReachedException)
        {
            var path = RungRecord.In(directory, way.Updates);
            return way with { Goals = Goals(path, problem, way.Rung) };
        }
        catch (Exception fault)
            when (fault is UserException and not (RunHeldException or RunLostException) || fault is PluginException)
        {
            return way with { Failure = fault.Message };
        }

        // Also where it ended before the rung: it comes no further.
        var result = RunResult.Read(directory);
        var updates = result.Steps is { } steps ? steps.Slim + steps.Finetune : way.Updates;
        return way with
        {
            Goals = Goals(directory.Result, problem, way.Rung),
            Ended = updates < way.Updates ? updates : null,
        };
    }

    private static IReadOnlyList<GoalValue> Goals(string path, SweepProblem problem, int rung) =>
        GoalValues.Of(RecordJson.ReadObject(path), problem.GoalsAt(rung).Select(static goal => goal.Name), path);

    // Values that do not go together are a trial without a score.
    private SweptTrial Configured(
        IReadOnlyList<string> values,
        SweptTrial trial,
        SweepProblem problem,
        string name
    )
    {
        var planned = plan[trial.Number];
        try
        {
            var (options, _) = Open(planned, problem.Space.Settings(values));
            var (configuration, hash) = TaskPlan.Frozen(SweepBinding.Trial(options, $"{name}-{planned.Name}", planned));
            return trial with { Configuration = configuration, Sha256 = hash };
        }
        catch (UserException fault)
        {
            return trial.With(trial.Last with { Failure = fault.Message });
        }
    }

    private (RunOptions Options, SweepProblem Problem) Open(PlannedTask task, IReadOnlyList<string> sets)
    {
        var (options, catalog) = context.Load(
            new ConfigurationArguments(_directory.ResolvedConfiguration, sets, task.Plugins, IsResolved: true)
            {
                Compresses = true,
                Checks = new PluginChecks
                {
                    IsEnforced = false,
                    Loaded = loaded =>
                    {
                        if (!task.AcceptPlugins)
                        {
                            commands.CheckPlugins(loaded);
                        }
                    },
                },
            }
        );
        catalog.Dispose();
        return (options, SweepProblem.Of(options, SweepBinding.Most(task.Smoke)));
    }
}
