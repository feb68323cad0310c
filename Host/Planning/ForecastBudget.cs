using GsFramework.Core.Configuration;
using GsFramework.Host.Logging;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Planning;

/// <summary>How many updates fine-tuning is expected to make: those of its options, or what slimming leaves of
/// <c>training.budget</c>.</summary>
internal static class ForecastBudget
{
    /// <summary>The updates of slimming, which may reach its goal before its steps are over.</summary>
    /// <param name="training">The options.</param>
    /// <param name="share">The share of the steps that its goals take.</param>
    public static int SlimSteps(TrainingOptions training, double share) =>
        (int)Math.Round(training.Slim.Steps * share);

    /// <summary>The updates of fine-tuning.</summary>
    /// <param name="training">The options.</param>
    /// <param name="slimSteps">The updates of slimming.</param>
    /// <param name="slim">What slimming is expected to take.</param>
    /// <param name="fineTune">Fine-tuning as it was measured.</param>
    public static int FineTuneSteps(
        TrainingOptions training,
        int slimSteps,
        PhaseForecast? slim,
        MeasuredPhase? fineTune
    )
    {
        if (training.Budget is not { } budget)
        {
            return training.FineTune.Steps;
        }

        if (budget.CpuSeconds is not { } seconds)
        {
            return Math.Max(0, budget.Updates!.Value - slimSteps);
        }

        var update =
            fineTune?.Work.Where(static work => IsOfUpdate(work.Name)).Sum(static work => work.Unit.CpuSeconds) ?? 0;
        var left = seconds - (slim?.CpuSeconds ?? 0);
        return update > 0 ? (int)Math.Max(0, left / update) : 0;
    }

    private static bool IsOfUpdate(string work) =>
        work is WorkName.Update or Core.Objective.StepPart.Discriminator;
}
