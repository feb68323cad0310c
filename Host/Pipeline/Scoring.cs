using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Configuration;
using GsFramework.Core.Inference;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Evaluation;
using GsFramework.Host.Logging;
using GsFramework.Host.Runs;
using GsFramework.Host.Training;
using static TorchSharp.torch;

namespace GsFramework.Host.Pipeline;

/// <summary>Scores networks on the images of a run.</summary>
internal static class Scoring
{
    /// <summary>The feature networks of the scores: the one of <c>evaluation.features</c>, then the further
    /// ones.</summary>
    /// <exception cref="UserException">A part cannot be made, or the same network is there twice.</exception>
    public static IReadOnlyList<NamedExtractor> Extractors(RunContext run) =>
        NamedExtractor.Of([
            .. run
                .Options.Evaluation.FurtherFeatures.Prepend(run.Options.Evaluation.Features)
                .Select(part => (part.Kind, run.Parts.CreateExtractor(part))),
        ]);

    /// <summary>Scores a network on a split of the run's images.</summary>
    /// <param name="run">The run.</param>
    /// <param name="teacher">The dense teacher, or null.</param>
    /// <param name="compact">The network that is judged.</param>
    /// <param name="extractors">The feature networks.</param>
    /// <param name="split">The split.</param>
    public static ScoreSheet Score(
        RunContext run,
        GraphModule? teacher,
        GraphModule compact,
        IReadOnlyList<NamedExtractor> extractors,
        Split split = Split.Test
    ) =>
        Score(run, split, (name, inputs) =>
            Logits.AreMadeBy(compact.Graph, run.Options.Data.ImageSize)
                ? Classify(run, teacher, compact, name, inputs, run.Images.Open(split, Domain.Target))
                : ScoreImages(run, teacher, inputs, compact.call, run.Device, extractors, split)
        );

    /// <summary>Scores a network that maps images to images, whatever runs it.</summary>
    /// <inheritdoc cref="Score(RunContext, GraphModule?, GraphModule, IReadOnlyList{NamedExtractor}, Split)"/>
    public static ScoreSheet Score(
        RunContext run,
        GraphModule? teacher,
        IImageNetwork compact,
        IReadOnlyList<NamedExtractor> extractors,
        Split split
    ) =>
        Score(run, split, (_, inputs) =>
            ScoreImages(run, teacher, inputs, compact.Run, CPU, extractors, split)
        );

    private static ScoreSheet Score(
        RunContext run,
        Split split,
        Func<string, IImageDataset, ScoreSheet> score
    )
    {
        var before = run.Images.Open(split, Domain.Source).Count;
        run.Recheck(Split.Train);
        return run.Reading(split, () => ScoreOnce(run, split, before, score));
    }

    private static ScoreSheet ScoreOnce(
        RunContext run,
        Split split,
        int before,
        Func<string, IImageDataset, ScoreSheet> score
    )
    {
        var inputs = run.Images.Open(split, Domain.Source);
        if (inputs.Count < before)
        {
            run.Log.Warning(
                "Scores are of {Count} {Split} images only: there were {Before} when the run began",
                inputs.Count,
                split.ToString().ToLowerInvariant(),
                before
            );
        }

        var name = split.ToString().ToLowerInvariant();
        if (inputs.Count == 0)
        {
            run.Log.Warning("There are no {Split} images: nothing is scored", name);
            return ScoreSheet.Empty;
        }

        run.Log.Information("Scoring {Count} {Split} images", Limit(run, inputs), name);
        var scores = score(name, inputs);
        run.Progress.EndPhase();
        return scores;
    }

    /// <summary>How many images of a split are scored.</summary>
    public static int Limit(RunContext run, IImageDataset inputs) =>
        run.Options.Evaluation.Limit is > 0 and var limit ? Math.Min(limit, inputs.Count) : inputs.Count;

    private static ScoreSheet Classify(
        RunContext run,
        GraphModule? teacher,
        GraphModule compact,
        string split,
        IImageDataset inputs,
        IImageDataset labels
    )
    {
        using var measured = run.Progress.Measure(WorkName.ImagesScored, Limit(run, inputs));
        return ClassificationScores.Of(split, teacher, compact, inputs, labels, run.Options.Evaluation.Limit);
    }

    private static ScoreSheet ScoreImages(
        RunContext run,
        GraphModule? teacher,
        IImageDataset inputs,
        Func<Tensor, Tensor> compact,
        Device device,
        IReadOnlyList<NamedExtractor> extractors,
        Split split
    )
    {
        // Each feature network sees every image once.
        var (done, all) = (0, extractors.Count * Limit(run, inputs));
        Tensor Counted(Tensor image)
        {
            run.Progress.Count(WorkName.ImagesScored, ++done, all);
            return compact(image);
        }

        var images = new ScoredImages
        {
            Split = split.ToString().ToLowerInvariant(),
            Student = new TranslatedImages(inputs, Counted, device),
            Teacher = teacher is null
                ? null
                : new TranslatedImages(run.Images.Open(split, Domain.Source), teacher.call, run.Device),
            Truth = run.Images.Open(split, Domain.Target),
            Targets = run.OpenTargets(),
            Resize = run.Images.Resizing,
        };
        var options = run.Options.Evaluation;
        var references = ReferenceFeatures.Open(options, run.Log);
        ScoreSheet Scores(NamedExtractor network, EvaluationOptions chosen) =>
            new Scorer(network, chosen, run.Options.Seed, run.Device, references, run.Log, run.Progress).Score(images);

        // A further network sees the images once more, and makes only the scores that need a network.
        var ofNetworks = options.Metrics.Intersect([ScoreKind.FeatureDistance, ScoreKind.Kid, ScoreKind.Fd]).ToArray();
        return extractors
            .Skip(1)
            .Select(further => Scores(further, options with { Metrics = ofNetworks }))
            .Aggregate(
                Scores(extractors[0], options),
                static (sheet, further) =>
                    new ScoreSheet([.. sheet.Scores, .. further.Scores], sheet.Images.With(further.Images))
            );
    }
}
