using GsFramework.Core.Data;
using GsFramework.Core.Interchange;
using GsFramework.Core.Objective;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Evaluation;
using GsFramework.Host.Pipeline;
using GsFramework.Host.Runs;
using GsFramework.Host.Training;

namespace GsFramework.Host.Planning;

/// <summary>The forecast of a compression.</summary>
internal static class CompressionForecast
{
    // To hash more of them takes longer than the answer is worth.
    private const int MostHashed = 5000;

    /// <summary>Tries a little of the compression and says what all of it takes. Nothing of it stays.</summary>
    /// <param name="run">The run, with its images fitted to its networks.</param>
    /// <param name="clock">Has run since the program began with it.</param>
    /// <exception cref="UserException">The run would fail.</exception>
    public static Forecast Of(RunContext run, RunClock clock)
    {
        var trial = TrialRun.Of(run, clock);
        var images = ImageCounts.Of(run);
        return new ForecastMaker(run.Options, images, trial)
        {
            ExpectedShare = ExpectedShare(run),
            HasRealFeatures = HasRealFeatures(run, images),
            FurtherMemoryBytes = FurtherMemory(run, images, trial.Images),
        }.Make();
    }

    // Slimming ends when the last of its goals is reached.
    private static double ExpectedShare(RunContext run) =>
        ObjectiveTerms
            .Create(run.Parts, run.Options.Objective)
            .Where(static term => term.HasGoal)
            .Select(static term => term.ExpectedShare)
            .DefaultIfEmpty(1)
            .Max();

    private static bool HasRealFeatures(RunContext run, ImageCounts images)
    {
        var teacher = Teacher(run);
        if (images.Targets is < 2 or > MostHashed || Logits.AreMadeBy(teacher, run.Options.Data.ImageSize))
        {
            return false;
        }

        var kept = ReferenceFeatures.Open(run.Options.Evaluation, run.Log);
        return Scoring
            .Extractors(run)
            .All(network => kept.Has(run.OpenTargets(), images.Targets, network.Extractor, run.Device));
    }

    // The teacher's outputs, in half precision where they are many, and decoded images as bytes.
    private static long FurtherMemory(RunContext run, ImageCounts images, ImageCounts tried)
    {
        var size = ImageSize.Square(run.Options.Data.ImageSize);
        var graph = Teacher(run);
        var shape = graph.Shapes(size)[graph.Output.Name];
        var values = (long)shape.Channels * shape.Height * shape.Width * (run.Options.Data.Flip ? 2 : 1);
        var outputs = values * sizeof(float) * images.Train;
        var crops = run.Images.Open(Split.Train, Domain.Source) is ITrainingImageSet { CropsAtRandom: true };
        var taught =
            crops ? 0
            : outputs > TeacherCache.SinglePrecisionBudget ? outputs / 2
            : outputs - (values * sizeof(float) * tried.Train);
        var cache =
            run.Images is FolderImageSource or SizedTargets
                ? Math.Min(
                    (long)ImageChannels.Rgb * size.Height * size.Width * More(images, tried),
                    (long)new FolderImageOptions().CacheMegabytes << 20
                )
                : 0;
        return taught + cache;
    }

    private static long More(ImageCounts images, ImageCounts tried) =>
        images.Train
        + images.Validation
        + images.Test
        + images.Targets
        - (tried.Train + tried.Validation + tried.Test + tried.Targets);

    private static NetworkGraph Teacher(RunContext run) =>
        ModelFolder.ReadGraph(run.Options.Model.Teacher!, run.LayerKinds);
}
