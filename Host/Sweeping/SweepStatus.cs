using GsFramework.Host.Launching;

namespace GsFramework.Host.Sweeping;

/// <summary>How far the trials of a sweep are.</summary>
internal static class SweepStatus
{
    /// <summary>The trials in the order of the plan.</summary>
    /// <exception cref="UserException">A file is damaged.</exception>
    public static IReadOnlyList<RunStatus> Read(string root, IReadOnlyList<PlannedTask> plan)
    {
        var trials = SweptTrial.ReadAll(root).ToDictionary(static trial => trial.Number);
        PlannedTask[] own =
        [
            .. plan.Select(task => trials.TryGetValue(task.Index, out var trial) ? trial.Of(task) : task),
        ];
        return
        [
            .. RunStatusReader
                .Read(root, own)
                .Zip(own, (status, task) =>
                    trials.TryGetValue(task.Index, out var trial) ? Of(root, status, trial) : status
                ),
        ];
    }

    // A run that stands still is waiting by itself; the sweep knows better.
    private static RunStatus Of(string root, RunStatus status, SweptTrial trial) =>
        trial.Last switch
        {
            { Failure: { } reason } => status with { State = RunActivity.Failed, Reason = reason },
            { Goals: not null } when status.State == RunActivity.Waiting => status with
            {
                State = RunActivity.Stopped,
                Reason = trial.IsGone(root) ? "its folder is not there; the sweep's command makes it again" : null,
            },
            _ => status,
        };
}
