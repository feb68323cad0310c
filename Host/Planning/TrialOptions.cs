using GsFramework.Core.Configuration;
using GsFramework.Data;

namespace GsFramework.Host.Planning;

/// <summary>How much of a run its trial does: enough to measure, and little where a network is large.</summary>
/// <param name="denseMacs">Multiply-accumulates of the dense network for one image.</param>
/// <param name="batchSize">Images in a batch.</param>
/// <param name="isWarmUp">True for what comes before the trial, so that nothing in it is done for the first
/// time.</param>
internal sealed class TrialOptions(long denseMacs, int batchSize, bool isWarmUp = false)
{
    private const int FewestSteps = 6;
    private const int MostSteps = 24;
    private const double MacsOfSteps = 1e11;
    private const double LargeNetwork = 1e10;
    private const int Never = 1_000_000;

    /// <summary>Rounds in which networks are timed.</summary>
    public const int Rounds = 4;

    /// <summary>Updates of each training. They stand evenly on its schedule, so what begins late is among
    /// them.</summary>
    public int Steps => isWarmUp ? FewestSteps : MeasuredSteps;

    /// <summary>True where a network is so small that the compiler, which works beside the first hundreds of calls,
    /// would be measured with it.</summary>
    public bool NeedsWarmUp => MeasuredSteps == MostSteps;

    private int MeasuredSteps =>
        (int)Math.Clamp(MacsOfSteps / Math.Max(1, (double)denseMacs * batchSize), FewestSteps, MostSteps);

    /// <summary>Images of a split.</summary>
    public int Images(Split split) =>
        (split, isWarmUp || denseMacs >= LargeNetwork) switch
        {
            (Split.Train, true) => Math.Max(4, batchSize),
            (Split.Train, _) => Math.Max(NeedsWarmUp ? 64 : 16, 2 * batchSize),
            (Split.Test, false) => 24,
            (_, true) => 4,
            _ => 8,
        };

    /// <summary>The options of the trial.</summary>
    /// <param name="options">Those of the run.</param>
    /// <param name="cache">A folder for features.</param>
    public RunOptions Of(RunOptions options, string cache)
    {
        var training = options.Training;
        var hasFineTuning = training.Budget is not null || training.FineTune.Steps > 0;
        return options with
        {
            Training = training with
            {
                Slim = training.Slim with { Steps = Math.Min(Steps, training.Slim.Steps) },
                FineTune = training.FineTune with
                {
                    Steps =
                        !hasFineTuning ? 0
                        : training.Budget is null ? Math.Min(Steps, training.FineTune.Steps)
                        : Steps,
                },
                CheckpointEvery = Never,
                SampleEvery = Never,
                ValidateEvery = training.ValidateEvery > 0 ? Never : 0,
                Budget = null,
            },
            Evaluation = options.Evaluation with { CacheFolder = cache },
        };
    }
}
