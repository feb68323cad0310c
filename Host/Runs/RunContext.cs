using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Configuration;
using GsFramework.Core.Data;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Logging;
using GsFramework.Parts;
using Serilog;
using static TorchSharp.torch;

namespace GsFramework.Host.Runs;

/// <summary>What every phase of a run is given.</summary>
internal sealed record RunContext
{
    public required RunOptions Options { get; init; }

    public required RunDirectory Directory { get; init; }

    public required IPartFactory Parts { get; init; }

    /// <summary>The loaded plugins.</summary>
    public required PluginCatalog Plugins { get; init; }

    public required IReadOnlyList<LayerKind> LayerKinds { get; init; }

    public required IImageSource Images { get; init; }

    public required Device Device { get; init; }

    /// <summary>How the precision of the run was chosen; null in one that goes by what an earlier one chose.</summary>
    public PrecisionRecord? Precision { get; init; }

    public required ILogger Log { get; init; }

    /// <summary>What was warned of.</summary>
    public WarningList Warnings { get; init; } = new();

    public required ITrainingProgress Progress { get; init; }

    public CancellationToken Cancellation { get; init; }

    /// <summary>Rounds in which networks are timed; null for as many as they need.</summary>
    public int? TimedRounds { get; init; }

    /// <summary>False to ask the teacher in every step, as where images are cut at random places.</summary>
    public bool KeepsTeacherOutputs { get; init; } = true;

    /// <summary>False to let the discriminator judge real and made images in passes of their own, also where its layers
    /// allow one for both.</summary>
    public bool JudgesInOnePass { get; init; } = true;

    /// <summary>Is given every row of <c>metrics.csv</c> when it is written.</summary>
    public Action<MetricsRow>? RowWritten { get; init; }

    /// <summary>The generator's updates after which the run stops and scores itself; null to run to its
    /// end.</summary>
    public int? StopAfter { get; init; }

    /// <summary>The images that score the result.</summary>
    public Split ScoredSplit => Options.Evaluation.Split == Core.Configuration.ScoredSplit.Validation
        ? Split.Validation
        : Split.Test;

    /// <summary>The paths of the images that the run left out.</summary>
    public IReadOnlyList<string> LeftOut => (Images as ILeavesImagesOut)?.LeftOut ?? [];

    /// <summary>True where the source knows that it has no training images of the target domain.</summary>
    public bool LacksTargets => Images is IMayLackTargets { LacksTargets: true };

    /// <summary>The training images of the target domain, for scores against true images; none where the source has
    /// none.</summary>
    /// <exception cref="UserException">They cannot be read.</exception>
    public IImageDataset OpenTargets() => LacksTargets ? new NoImages() : Images.Open(Split.Train, Domain.Target);

    /// <summary>Leaves out validation or test images that were lost since the run began, and says so. To be called
    /// before they are opened for use.</summary>
    /// <exception cref="UserException">Images were lost, and none may be.</exception>
    public void Recheck(Split split) => (Images as ILeavesImagesOut)?.Recheck(split);

    /// <summary>Does something with the images of a split, and with training images if need be. When one turns out to
    /// be unreadable on the way, it is left out with its partner and all is done again, so that whatever is compared is
    /// of the same images.</summary>
    /// <param name="split">The split.</param>
    /// <param name="work">What is done. It must open the images by itself, each time.</param>
    /// <exception cref="UserException">Something else is wrong, or none may be unreadable.</exception>
    public T Reading<T>(Split split, Func<T> work)
    {
        Recheck(split);
        while (true)
        {
            try
            {
                return work();
            }
            catch (UnreadableImageException)
            {
                if (
                    Images is not ILeavesImagesOut images
                    || !(images.Recheck(split, whole: true) || images.Recheck(Split.Train, whole: true))
                )
                {
                    throw;
                }
            }
        }
    }

    /// <summary>As above, without a result.</summary>
    public void Reading(Split split, Action work) => Reading<object?>(split, () =>
        {
            work();
            return null;
        });
}
