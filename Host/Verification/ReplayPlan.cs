using GsFramework.Core.Configuration;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Verification;

/// <summary>How much of a run is replayed. The configuration stays what it was, since schedules depend on the planned
/// number of steps: a replay of fewer is stopped.</summary>
/// <param name="Rows">The recorded rows that are compared.</param>
/// <param name="IsWhole">True when the replay goes to the end of the run.</param>
/// <param name="Limit">Why it does not; null when it does.</param>
internal sealed record ReplayPlan(IReadOnlyList<MetricsRow> Rows, bool IsWhole, string? Limit)
{
    /// <summary>Makes the plan.</summary>
    /// <param name="record">The run.</param>
    /// <param name="options">Its configuration.</param>
    /// <param name="steps">How many steps of the first training, or null for all there is.</param>
    /// <exception cref="UserException">The run has no such steps.</exception>
    public static ReplayPlan Of(RunRecord record, RunOptions options, int? steps)
    {
        if (steps is { } most)
        {
            return First(record, options, most);
        }

        // How many updates fit, and how the learning rate falls over them, was found by the clock.
        if (!record.IsTeacher && options.Training.Budget?.CpuSeconds is not null)
        {
            return new ReplayPlan(
                [.. record.Rows.TakeWhile(static row => row.Phase != PhaseName.FineTune)],
                false,
                "fine-tuning followed the processor time of training.budget.cpuSeconds, which never comes again, and "
                    + "is not replayed"
            );
        }

        return record.IsFinished
            ? new ReplayPlan(record.Rows, true, null)
            : new ReplayPlan(record.Rows, false, "the run was interrupted, and is replayed as far as it came");
    }

    private static ReplayPlan First(RunRecord record, RunOptions options, int most)
    {
        if (!record.IsTeacher && options.Method is { } method)
        {
            throw new UserException(
                $"The run is one of the method '{method.Kind}', which is no training by steps. Leave --steps out to "
                    + $"replay all of it."
            );
        }

        if (record.Rows.Count == 0)
        {
            throw new UserException("The run has no steps. Leave --steps out.");
        }

        var phase = record.Rows[0].Phase;
        MetricsRow[] rows = [.. record.Rows.TakeWhile(row => row.Phase == phase).Take(most)];
        return new ReplayPlan(
            rows,
            false,
            rows.Length < most
                ? $"--steps {most} is more than the {rows.Length} recorded {(rows.Length == 1 ? "step" : "steps")} "
                    + $"of {phase}, {(rows.Length == 1 ? "which is" : "which are")} replayed"
                : $"--steps {most}"
        );
    }
}
