using GsFramework.Core.Configuration;
using GsFramework.Core.Objective;
using GsFramework.Host.Logging;
using GsFramework.Host.Pipeline;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Planning;

/// <summary>How often a run does the work that a trial has measured.</summary>
/// <param name="options">The run's options.</param>
/// <param name="images">Its images.</param>
/// <param name="tried">The images of the trial.</param>
internal sealed class PlannedWork(RunOptions options, ImageCounts images, ImageCounts tried)
{
    /// <summary>Rows of a sample grid.</summary>
    public const int SampleRows = 8;

    /// <summary>Updates of slimming, as far as is known.</summary>
    public int SlimSteps { get; init; }

    /// <summary>Updates of fine-tuning, as far as is known.</summary>
    public int FineTuneSteps { get; init; }

    /// <summary>Multiply-accumulates of the dense network.</summary>
    public long DenseMacs { get; init; }

    /// <summary>True where the features of the real images are known from an earlier run.</summary>
    public bool HasRealFeatures { get; init; }

    /// <summary>Updates of a phase.</summary>
    public int Steps(string phase) =>
        phase switch
        {
            PhaseName.Slim => SlimSteps,
            PhaseName.FineTune => FineTuneSteps,
            _ => 0,
        };

    /// <summary>The units of a work in the run.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="work">The work, as it was measured.</param>
    public double Units(string phase, MeasuredWork work)
    {
        var training = options.Training;
        return work.Name switch
        {
            WorkName.TeacherOutputs => images.Train * (options.Data.Flip ? 2.0 : 1),
            WorkName.Update or StepPart.Discriminator => Steps(phase),
            WorkName.Checkpoint => Marks(Steps(phase), training.CheckpointEvery),
            WorkName.Samples when phase == PhaseName.Evaluate => Math.Min(SampleRows, images.Test),
            WorkName.Samples => Marks(Steps(phase), training.SampleEvery) * Math.Min(SampleRows, images.Validation),
            WorkName.ValidationCurve => Measurements(Steps(phase), training.ValidateEvery)
                * ValidationCurve.Limit(images.Validation),
            WorkName.Validation => Scaled(work, images.Validation, tried.Validation),
            WorkName.Calibration => Scaled(work, Calibrated(images), Calibrated(tried)),
            WorkName.ImagesCompared => Extraction.Limit(images.Validation),
            WorkName.ImagesScored => Scaled(work, images.Test, tried.Test),
            WorkName.RealImages => HasRealFeatures ? 0 : Scaled(work, images.Targets, tried.Targets),
            WorkName.Pictures => Scaled(work, Pictures(images), Pictures(tried)),
            WorkName.Rounds => LatencyPhase.AllRounds(DenseMacs) - 1,
            _ => work.Units,
        };
    }

    /// <summary>How often something is done every N steps and at the end.</summary>
    public static int Marks(int steps, int every) => (Math.Max(0, steps - 1) / every) + 1;

    // After the first update too; 0 for never.
    private static int Measurements(int steps, int every) =>
        every <= 0 || steps == 0
            ? 0
            : (every == 1 ? 0 : 1) + (steps / every) + (steps % every > 0 && steps > 1 ? 1 : 0);

    private int Calibrated(ImageCounts counts) =>
        RangeCalibration.Limit(counts.StepsPerEpoch(options.Data.BatchSize));

    private static int Pictures(ImageCounts counts) => Math.Min(EvaluatePhase.Pictures, counts.Test);

    private static double Scaled(MeasuredWork work, int planned, int measured) =>
        measured == 0 ? 0 : (double)work.Units * planned / measured;
}
