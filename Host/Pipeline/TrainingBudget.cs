using GsFramework.Core.Configuration;
using GsFramework.Host.Runs;
using GsFramework.Host.Training;

namespace GsFramework.Host.Pipeline;

/// <summary>What fine-tuning may spend: the updates of its options, or what slimming has left of
/// <c>training.budget</c>.</summary>
internal static class TrainingBudget
{
    /// <summary>The plan of fine-tuning. It is made once and noted down, so that a resumed run begins with the
    /// same.</summary>
    /// <param name="run">The run.</param>
    /// <param name="slimmed">Updates that slimming made.</param>
    /// <param name="spent">What slimming, or the search of a method, took.</param>
    /// <param name="secondsPerStep">Measures the processor time of one update; asked only where the budget is a
    /// time.</param>
    public static TrainingPlan FineTuning(RunContext run, int slimmed, Elapsed spent, Func<double> secondsPerStep)
    {
        if (run.Options.Training.Budget is not { } budget)
        {
            return new TrainingPlan(run.Options.Training.FineTune.Steps);
        }

        var left = budget.CpuSeconds - spent.CpuSeconds;
        if (run.Directory.State.Budget is { } decided)
        {
            return new TrainingPlan(decided.FineTuneSteps, left);
        }

        double? perStep = null;
        int steps;
        if (left is { } seconds)
        {
            perStep = secondsPerStep();
            steps = (int)Math.Max(0, seconds / perStep.Value);
        }
        else
        {
            steps = Math.Max(0, budget.Updates!.Value - slimmed);
        }

        Tell(run, budget, slimmed, spent, steps);
        run.Directory.State.Budget = new BudgetRecord(steps, perStep);
        return new TrainingPlan(steps, left);
    }

    private static void Tell(RunContext run, BudgetOptions budget, int slimmed, Elapsed spent, int steps)
    {
        if (steps == 0)
        {
            run.Log.Warning(
                "Nothing of training.budget is left for fine-tuning: {Steps} updates and {Seconds:F0} processor "
                    + "seconds are spent",
                slimmed,
                spent.CpuSeconds
            );
            return;
        }

        if (budget.Updates is not null)
        {
            run.Log.Information("{Steps} of {Budget} updates are left for fine-tuning", steps, budget.Updates);
        }
        else
        {
            run.Log.Information(
                "{Spent:F0} of {Budget:F0} processor seconds are spent; the rest is about {Steps} updates of "
                    + "fine-tuning",
                spent.CpuSeconds,
                budget.CpuSeconds,
                steps
            );
        }
    }
}
