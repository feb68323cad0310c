using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using GsFramework.Core.Arithmetic;
using GsFramework.Core.Composition;
using GsFramework.Core.Configuration;
using GsFramework.Core.Data;
using GsFramework.Core.Inference;
using GsFramework.Core.Interchange;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Evaluation;
using GsFramework.Host.Runs;
using GsFramework.Methods;
using GsFramework.Parts;

namespace GsFramework.Host.Pipeline;

/// <summary>Measures the finished model and makes <c>result.json</c> of it. Fields may be added, never renamed.</summary>
internal static class CompressionResult
{
    private const int SchemaVersion = 1;

    /// <summary>Loads the model from the run directory as a user would, and counts, scores and draws it.</summary>
    public static JsonObject Make(RunContext run, GraphModule teacher, IReadOnlyList<NamedExtractor> extractors, Func<Work> total)
    {
        using var model = ModelFolder.Load(run.Directory.Model, run.LayerKinds);
        using var compact = new GraphModule(model.Graph, model.Weights, run.Device);
        compact.eval();
        var side = run.Options.Data.ImageSize;
        var (before, after) = (GraphCost.Of(teacher.Graph, ImageSize.Square(side)), GraphCost.Of(model.Graph, ImageSize.Square(side)));
        var scores = Score(run, teacher, compact, extractors);
        run.Reading(Split.Test, () =>
        {
            var (tests, truth) = (run.Images.Open(Split.Test, Domain.Source), run.Images.Open(Split.Test, Domain.Target));
            SampleGrid.Save(run.Directory.Sample("final"), tests, teacher, compact, rows: 8, truth);
            SamplePictures.Save(run.Directory, tests, teacher, compact, count: 12, truth);
        });

        var (slim, fineTune) = (run.Directory.Note("slim", "seconds", "steps")!, run.Directory.Note("finetune", "seconds", "steps")!);
        var work = total();
        return new JsonObject
        {
            ["schemaVersion"] = SchemaVersion,
            ["name"] = run.Options.Name,
            ["method"] = MethodName(run, model.Graph),
            ["methodOptions"] = run.Options.Method is null ? null : ResolvedConfiguration.ToNode(run.Options.Method, typeof(PartSelection<ICompressionMethod>)),
            ["seed"] = run.Options.Seed,
            ["imageSize"] = side,
            ["macs"] = new JsonObject
            {
                ["dense"] = before.Macs,
                ["compact"] = after.Macs,
                ["ratio"] = (double)before.Macs / after.Macs,
                ["referenceRatio"] = (double)before.ReferenceMacs / after.ReferenceMacs,
            },
            ["parameters"] = Pair(before.Parameters, after.Parameters),
            ["bytes"] = Pair(ModelFolder.WeightBytes(run.Options.Model.Teacher!), ModelFolder.WeightBytes(run.Directory.Model)),
            ["channels"] = new JsonArray([.. GraphDescription.Compare(teacher.Graph, model.Graph, ImageSize.Square(side)).Select(
                static change => JsonSerializer.SerializeToNode(
                    new { change.Layer, Dense = change.DenseChannels, Compact = change.CompactChannels, change.DenseMacs, change.CompactMacs },
                    RunJson.Format))]),
            ["extraction"] = new JsonObject { ["maxAbsDifference"] = slim["maxAbsDifference"]?.DeepClone() },
            ["kept"] = fineTune["kept"]?.DeepClone(),
            ["scores"] = JsonSerializer.SerializeToNode(scores, RunJson.Format),
            ["search"] = Search(run.Directory.Note(MethodProgressLog.Phase)),
            ["steps"] = new JsonObject { ["slim"] = slim["steps"]!.DeepClone(), ["finetune"] = fineTune["steps"]!.DeepClone() },
            ["seconds"] = new JsonObject
            {
                ["slim"] = slim["seconds"]!.DeepClone(),
                ["finetune"] = fineTune["seconds"]!.DeepClone(),
                ["total"] = work.Seconds,
            },
            ["cpuSeconds"] = new JsonObject
            {
                ["slim"] = slim["cpuSeconds"]?.DeepClone(),
                ["finetune"] = fineTune["cpuSeconds"]?.DeepClone(),
                ["total"] = work.CpuSeconds,
            },
            ["peakMemoryBytes"] = Process.GetCurrentProcess().PeakWorkingSet64,
            ["device"] = run.Device.ToString(),
            ["arithmetic"] = ArithmeticRecord.Write(),
            ["arithmetics"] = new JsonArray([.. RunMachine.Arithmetics(run.Directory.Note(RunDirectory.KindNote)).Select(static words => (JsonNode)words)]),
            ["unreadableImages"] = UnreadableImages(run),
        };
    }

    // What the rounds of a method are, for those who read its rows of metrics.csv.
    private static JsonObject? Search(JsonObject? note) => note?["round"] is not { } round ? null : new JsonObject
    {
        ["round"] = round.DeepClone(), ["firstComparable"] = note["firstComparable"]?.DeepClone(),
    };

    /// <summary>The feature networks of the scores: the one of <c>evaluation.features</c>, then the further ones.</summary>
    /// <exception cref="UserException">A part cannot be made, or the same network is there twice.</exception>
    public static IReadOnlyList<NamedExtractor> Extractors(RunContext run) => NamedExtractor.Of(
        [.. run.Options.Evaluation.FurtherFeatures.Prepend(run.Options.Evaluation.Features)
            .Select(part => (part.Kind, run.Parts.CreateExtractor(part)))]);

    /// <summary>Scores a network on a split of the run's images.</summary>
    /// <param name="run">The run.</param>
    /// <param name="teacher">The dense teacher, or null.</param>
    /// <param name="compact">The network that is judged.</param>
    /// <param name="extractors">The feature networks.</param>
    /// <param name="split">The split.</param>
    public static IReadOnlyList<Score> Score(
        RunContext run, GraphModule? teacher, GraphModule compact, IReadOnlyList<NamedExtractor> extractors, Split split = Split.Test) =>
        Score(run, split, (name, inputs) => Logits.AreMadeBy(compact.Graph, run.Options.Data.ImageSize)
            ? ClassificationScores.Of(name, teacher, compact, inputs, run.Images.Open(split, Domain.Target), run.Options.Evaluation.Limit)
            : ScoreImages(run, teacher, new TranslatedImages(inputs, compact.call, run.Device), extractors, split));

    /// <summary>Scores a network that maps images to images, whatever runs it.</summary>
    /// <inheritdoc cref="Score(RunContext, GraphModule?, GraphModule, IReadOnlyList{NamedExtractor}, Split)"/>
    public static IReadOnlyList<Score> Score(
        RunContext run, GraphModule? teacher, IImageNetwork compact, IReadOnlyList<NamedExtractor> extractors, Split split) =>
        Score(run, split, (_, inputs) =>
            ScoreImages(run, teacher, new TranslatedImages(inputs, compact.Run, TorchSharp.torch.CPU), extractors, split));

    private static IReadOnlyList<Score> Score(
        RunContext run, Split split, Func<string, IImageDataset, IReadOnlyList<Score>> score)
    {
        var before = run.Images.Open(split, Domain.Source).Count;
        run.Recheck(Split.Train);
        return run.Reading(split, () => ScoreOnce(run, split, before, score));
    }

    private static IReadOnlyList<Score> ScoreOnce(
        RunContext run, Split split, int before, Func<string, IImageDataset, IReadOnlyList<Score>> score)
    {
        var inputs = run.Images.Open(split, Domain.Source);
        if (inputs.Count < before)
        {
            run.Log.Warning("Scores are of {Count} {Split} images only: there were {Before} when the run began", inputs.Count, split.ToString().ToLowerInvariant(), before);
        }

        var name = split.ToString().ToLowerInvariant();
        if (inputs.Count == 0)
        {
            run.Log.Warning("There are no {Split} images: nothing is scored", name);
            return [];
        }

        var limit = run.Options.Evaluation.Limit;
        run.Log.Information("Scoring {Count} {Split} images", limit > 0 ? Math.Min(limit, inputs.Count) : inputs.Count, name);
        return score(name, inputs);
    }

    private static IReadOnlyList<Score> ScoreImages(
        RunContext run, GraphModule? teacher, TranslatedImages outputs, IReadOnlyList<NamedExtractor> extractors, Split split)
    {
        var images = new ScoredImages
        {
            Split = split.ToString().ToLowerInvariant(),
            Student = outputs,
            Teacher = teacher is null ? null : new TranslatedImages(run.Images.Open(split, Domain.Source), teacher.call, run.Device),
            Truth = run.Images.Open(split, Domain.Target),
            Targets = run.Images.Open(Split.Train, Domain.Target),
            Resize = run.Images.Resizing,
        };
        var options = run.Options.Evaluation;
        var references = ReferenceFeatures.Open(options, run.Log);
        IReadOnlyList<Score> Scores(NamedExtractor network, EvaluationOptions chosen) =>
            new Scorer(network, chosen, run.Options.Seed, run.Device, references, run.Log).Score(images);

        // A further network sees the images once more, and makes only the scores that need a network.
        var ofNetworks = options.Metrics.Intersect([ScoreKind.FeatureDistance, ScoreKind.Kid, ScoreKind.Fd]).ToArray();
        return
        [
            .. Scores(extractors[0], options),
            .. extractors.Skip(1).SelectMany(further => Scores(further, options with { Metrics = ofNetworks })),
        ];
    }

    // The names of the paper: GS-32 and GS-8 by the width of the weights; other term sets are named by their terms.
    private static string MethodName(RunContext run, NetworkGraph graph)
    {
        if (run.Options.Method is { } method)
        {
            return method.Kind;
        }

        var terms = run.Options.Objective.Terms.Keys.Order(StringComparer.Ordinal).ToArray();
        var bits = graph.Nodes.Select(static node => (node.Layer as Graph.Layers.IConvolution)?.Quantizer?.Bits).FirstOrDefault(static bits => bits is not null);
        return terms.Contains("channel-pruning") && terms.Contains("distillation") && run.Options.Objective.Gan.Enabled
            ? $"gs-{bits ?? 32}"
            : string.Join('+', terms.Prepend(run.Options.Objective.Gan.Enabled ? "gan" : "no-gan"));
    }

    /// <summary>The paths of the images that a run left out.</summary>
    public static JsonArray UnreadableImages(RunContext run) => run.Images is ILeavesImagesOut source
        ? [.. source.LeftOut.Select(static image => JsonValue.Create(image))]
        : [];

    private static JsonObject Pair(long dense, long compact) => new()
    {
        ["dense"] = dense,
        ["compact"] = compact,
        ["ratio"] = (double)dense / compact,
    };
}
