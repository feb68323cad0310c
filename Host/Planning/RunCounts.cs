using GsFramework.Core.Data;
using GsFramework.Data;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Planning;

/// <summary>The numbers of images on which the time of a run depends.</summary>
/// <param name="Train">Training images of A.</param>
/// <param name="Validation">Validation images of A.</param>
/// <param name="Test">Images that are scored.</param>
/// <param name="Targets">Training images of B whose features are computed.</param>
internal sealed record ImageCounts(int Train, int Validation, int Test, int Targets)
{
    /// <summary>Those of a run.</summary>
    /// <exception cref="UserException">Images cannot be read.</exception>
    public static ImageCounts Of(RunContext run)
    {
        var limited = run.Options.Evaluation;
        return new ImageCounts(
            run.Images.Open(Split.Train, Domain.Source).Count,
            run.Images.Open(Split.Validation, Domain.Source).Count,
            limited.Limited(run.Images.Open(run.ScoredSplit, Domain.Source).Count),
            limited.Limited(run.OpenTargets().Count)
        );
    }

    /// <summary>Batches of a pass over the training images.</summary>
    public int StepsPerEpoch(int batchSize) => Math.Max(1, Train / batchSize);
}
