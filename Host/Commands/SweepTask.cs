using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Core.Text;
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
    private readonly RunDirectory _directory = new(root);

    /// <summary>Carries out what there is for the task of a number.</summary>
    /// <exception cref="UserException">Something is wrong with the sweep.</exception>
    public void Carry(int index)
    {
        var (options, problem) = Open(plan[index], []);
        var journal = new SweepJournal(root, problem, context.Log, context.Cancellation);
        new TaskHistory(root, plan[index].Name).Add(TaskEventKind.Took);
        while (
            journal.Next(index, (values, trial) => Configured(values, trial, problem, options.Name)) is { } work
        )
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var end = work.Way.IsOver ? work.Way : Take(work, problem);
            journal.End(work, end);
            if (end.Failure is { } failure)
            {
                // A trial that cannot be trained is part of a search.
                context.Log.Error("{Trial} failed: {Reason}", SweptTrial.NameOf(work.Trial.Number), failure);
            }
            else
            {
                context.Log.Information(
                    "{Trial} has {Goals} after {Updates} updates",
                    SweptTrial.NameOf(work.Trial.Number),
                    string.Join(", ", end.Goals!.Select(static goal => $"{goal.Goal} {MeasuredText.Of(goal.Value)}")),
                    end.Ended ?? end.Updates
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
            return Scored(way, RungRecord.In(directory, way.Updates), problem);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or RunHeldException or RunLostException))
        {
            // Too large a batch ends in libtorch, and that too is the trial's own fault.
            return way with
            {
                Failure = fault is UserException or PluginException
                    ? fault.Message
                    : $"{fault.GetType().Name}: {fault.Message}",
            };
        }

        // Also where it ended before the rung: it comes no further.
        var result = RunResult.Read(directory);
        var updates = result.Steps is { } steps ? steps.Slim + steps.Finetune : way.Updates;
        return Scored(way, directory.Result, problem) with
        {
            Ended = updates != way.Updates ? updates : null,
        };
    }

    private static TrialWay Scored(TrialWay way, string path, SweepProblem problem)
    {
        var record = RecordJson.ReadObject(path);
        try
        {
            return way with
            {
                Goals = GoalValues.Of(record, problem.GoalsAt(way.Rung).Select(static goal => goal.Name), path),
            };
        }
        catch (UserException fault)
        {
            return way with { Failure = fault.Message, LacksGoal = true };
        }
    }

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
            options = planned.Smoke ? SmokeOptions.Of(options) : options;
            var (configuration, hash) = TaskPlan.Frozen(SweepBinding.Trial(options, $"{name}-{planned.Name}", planned));
            return trial with { Configuration = configuration, Sha256 = hash };
        }
        catch (UserException fault)
        {
            return trial.With(
                trial.Last with
                {
                    Failure = SweepBinding.Reason(fault, _directory.ResolvedConfiguration),
                }
            );
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
