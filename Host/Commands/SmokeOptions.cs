using GsFramework.Core.Configuration;

namespace GsFramework.Host.Commands;

/// <summary>The same run in seconds: every phase, a handful of steps, a few images.</summary>
internal static class SmokeOptions
{
    private const int Steps = 6;
    private const int Images = 12;

    public static RunOptions Of(RunOptions options) =>
        options with
        {
            Data = options.Data with { TrainLimit = Limited(options.Data.TrainLimit) },
            Training = options.Training with
            {
                Slim = options.Training.Slim with { Steps = Math.Min(Steps, options.Training.Slim.Steps) },
                FineTune = options.Training.FineTune with { Steps = Math.Min(Steps, options.Training.FineTune.Steps) },
                CheckpointEvery = Steps / 2,
                SampleEvery = Steps,
                ValidateEvery = Math.Min(Steps / 2, options.Training.ValidateEvery),
                Budget = options.Training.Budget is null ? null : new BudgetOptions { Updates = 2 * Steps },
            },
            Evaluation = options.Evaluation with
            {
                Limit = Limited(options.Evaluation.Limit),
                KidSubsets = 4,
                KidSubsetSize = 6,
            },
            Teacher = options.Teacher with
            {
                Steps = Math.Min(Steps, options.Teacher.Steps),
                CheckpointEvery = Steps / 2,
                ValidateEvery = Math.Min(Steps / 2, options.Teacher.ValidateEvery),
            },
        };

    private static int Limited(int limit) => limit == 0 ? Images : Math.Min(Images, limit);
}
