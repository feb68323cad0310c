using System.Text.Json.Nodes;
using GsFramework.Core.Configuration;
using GsFramework.Core.Data;
using GsFramework.Core.Interchange;
using GsFramework.Core.Objective;
using GsFramework.Core.Processes;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Host.Evaluation;
using GsFramework.Host.Reporting.Html;
using GsFramework.Host.Runs;
using GsFramework.Terms;
using static TorchSharp.torch;

namespace GsFramework.Host.Pipeline;

/// <summary>
/// A compression from beginning to end: teacher, slim, extract, finetune, evaluate, export, report. Each phase reads the run
/// directory and adds to it; one that is finished is skipped when the run is resumed.
/// </summary>
internal sealed class CompressionPipeline : IDisposable
{
    private readonly RunContext _run;
    private readonly WorkClock _clock = new();
    private readonly RunNetworks _networks;
    private readonly IReadOnlyList<GuardedTerm> _terms;
    private readonly GraphModule? _teacherDiscriminator;
    private readonly TeacherCache? _cache;
    private readonly TrainingImages _images;
    private readonly IReadOnlyList<NamedExtractor> _extractors;
    private Work _before;

    /// <summary>Opens everything, so that faults are found before anything is trained, and computes the teacher's outputs.</summary>
    public CompressionPipeline(RunContext run)
    {
        _run = run;
        _networks = new RunNetworks(run);
        _terms = ObjectiveTerms.Create(run.Parts, run.Options.Objective);
        _teacherDiscriminator = TeacherDiscriminator();
        _extractors = CompressionResult.Extractors(run);
        RunExports.Check(run.Options.Export, run.Options.Method is null ? Rewritten(_networks.StudentGraph) : _networks.StudentGraph);
        var inputs = run.Images.Open(Split.Train, Domain.Source);
        ImageCheck.Takes(_networks.Teacher.Graph, "model.teacher", inputs);
        var batches = Batches(inputs, stream: 0);
        var targets = run.Options.Objective.Gan is { Enabled: true, Real: RealImages.Target }
            ? Batches(run.Images.Open(Split.Train, Domain.Target), stream: 1)
            : null;
        var asker = _terms.FirstOrDefault(static term => term.NeedsTruth);
        var truth = asker is null
            ? null
            : new PartnerImages(inputs, run.Images.Open(Split.Train, Domain.Target), $"The term '{asker.Name}', with its options,");
        CheckImages();
        if (!batches.CropsAtRandom)
        {
            run.Log.Information("Computing the teacher's outputs for {Count} training images", inputs.Count);
            _cache = TeacherCache.Compute(inputs, Teach, batchSize: 8, run.Options.Data.Flip);
        }

        // What is cut at a random place is never seen twice: then the teacher is asked in every step.
        _images = new TrainingImages(
            batches, _cache is { } cache ? batch => cache.Take(batch.Plan) : batch => Teach(batch.Images), targets, truth, run.Device);
    }

    /// <summary>The fewest bits of a quantiser in the network that was trained last; null where it has none, or nothing was trained.</summary>
    public int? QuantizerBits { get; private set; }

    /// <summary>Runs every phase that is not finished.</summary>
    /// <returns>The content of <c>result.json</c>.</returns>
    /// <exception cref="OperationCanceledException">The user interrupted; a checkpoint has been written.</exception>
    public JsonObject Run()
    {
        Phase("slim", Slim);
        Phase("finetune", FineTune);
        Uninterrupted("the scores");

        // The compact network is scored in fp32, so is the teacher.
        _networks.Teacher.BFloat16 = false;
        var result = CompressionResult.Make(_run, _networks.Teacher, _extractors, () => _before + _clock.Elapsed);
        AtomicFile.WriteAllText(_run.Directory.Result, result.ToJsonString(RunJson.Format) + "\n");
        return Finish(_run);
    }

    /// <summary>What is left to do for a run that has its result: files for other programs, and the page.</summary>
    /// <returns>The content of <c>result.json</c>.</returns>
    public static JsonObject Finish(RunContext run)
    {
        RunExports.Write(run);
        Report.Write(run.Directory.Root);
        return RunDirectory.ReadObject(run.Directory.Result);
    }

    public void Dispose()
    {
        _images.Dispose();
        _cache?.Dispose();
        _teacherDiscriminator?.Dispose();
        _networks.Dispose();
    }

    private void Phase(string name, Func<JsonObject> work)
    {
        if (_run.Directory.Note(name) is { } note)
        {
            _run.Log.Information("{Phase} is finished already", name);
            _before += new Work((double)note["seconds"]!, (double?)note["cpuSeconds"] ?? 0);
            return;
        }

        Uninterrupted(name);
        _run.Log.Information("Phase {Phase}", name);
        _run.Directory.Finish(name, work());
    }

    private void Uninterrupted(string next)
    {
        if (_run.Cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(
                $"Interrupted before {next}. Continue with '{Shell.Command("resume", _run.Directory.Root)}'.", _run.Cancellation);
        }
    }

    private Tensor Teach(Tensor images)
    {
        _run.Cancellation.ThrowIfCancellationRequested();
        return _networks.Teacher.forward(images.to(_run.Device));
    }

    // What is read only while scores are made must not fail then.
    private void CheckImages()
    {
        var (tests, truth) = (_run.Images.Open(Split.Test, Domain.Source), _run.Images.Open(Split.Test, Domain.Target));
        var targets = tests.Count > 0 || _run.Options.Objective.Gan is { Enabled: true, Real: RealImages.Target }
            ? new[] { _run.Images.Open(Split.Train, Domain.Target) }
            : [];
        ImageCheck.Read([.. targets, ValidationImages(), tests, truth]);
        foreach (var images in targets.Append(truth))
        {
            ImageCheck.Comparable(_networks.Teacher.Graph, _run.Options.Data.ImageSize, images);
        }
    }

    // Slimming and extraction are one phase: what is kept of both is the compact network.
    private JsonObject Slim()
    {
        if (_run.Options.Method is { } method)
        {
            var found = MethodOutcome.Of(_run, _networks, method);
            _before += found.Before;
            return Extracted(found.Network, found.Work, steps: 0, difference: null);
        }

        using var generator = _networks.Student(Rewritten(_networks.StudentGraph));
        var outcome = Train(TrainingPhase.Slim, generator, new TrainingPlan(_run.Options.Training.Slim.Steps));
        var extraction = _run.Reading(Split.Validation, () => Extraction.Run(generator, ValidationImages(), Size, _run.Options.Seed));
        return Measured(extraction, generator, outcome);
    }

    private JsonObject Measured(ExtractionOutcome extraction, GraphModule slimmed, PhaseOutcome outcome)
    {
        var tolerance = _run.Options.Pruning.Tolerance;
        _run.Log.Information(
            "Extracted the compact generator: max |masked - compact| = {Difference:E1} over {Images} images",
            extraction.MaxAbsDifference, extraction.Images);
        return extraction.MaxAbsDifference <= tolerance
            ? Extracted(Chosen(extraction, slimmed), outcome.Work, outcome.Steps, extraction.MaxAbsDifference)
            : throw new InvalidOperationException(
                $"The compact generator differs from the slimmed one by {extraction.MaxAbsDifference:E2}, more than pruning.tolerance = {tolerance}.");
    }

    // What fine-tuning begins with.
    private PrunedNetwork Chosen(ExtractionOutcome extraction, GraphModule slimmed)
    {
        if (!_run.Options.Training.Rewind)
        {
            return extraction.Network;
        }

        extraction.Network.Weights.Dispose();
        using var before = _networks.Student(slimmed.Graph);
        _run.Log.Information("Rewinding: the kept channels get back the weights that they had before slimming");
        return Rewinding.Run(slimmed, before);
    }

    // A method makes its network without one that is only masked, so there is nothing to compare it with.
    private JsonObject Extracted(PrunedNetwork network, Work work, int steps, double? difference)
    {
        // A method may have started from the teacher's own graph.
        using var weights = network.Weights;
        var graph = GraphSimplification.WithoutCanceledBiases(GraphQuantization.ReleaseScales(network.Graph, weights));
        ModelFolder.Save(_run.Directory.Extracted, graph, weights);
        return new JsonObject
        {
            ["seconds"] = work.Seconds,
            ["cpuSeconds"] = work.CpuSeconds,
            ["steps"] = steps,
            ["maxAbsDifference"] = difference,
        };
    }

    private JsonObject FineTune()
    {
        using var extracted = ModelFolder.Load(_run.Directory.Extracted, _run.LayerKinds);
        using var generator = _networks.Live(extracted.Graph, extracted.Weights);
        Constrain(generator, _terms);
        using var start = Start(generator);
        var before = Validate(start);
        var slim = _run.Directory.Note("slim", "steps", "seconds")!;
        var plan = TrainingBudget.FineTuning(
            _run, (int)slim["steps"]!, new Work((double)slim["seconds"]!, (double?)slim["cpuSeconds"] ?? 0), () => CpuSecondsPerStep(extracted));
        var outcome = Train(TrainingPhase.FineTune, generator, plan);
        Constrain(generator, _terms);
        Calibrate(generator);
        var kept = KeptResult.Choose(_networks.IsClassifier ? "cross entropy" : "L1 to the teacher", before, Validate(generator), outcome.Steps);
        using var weights = (kept.Network == KeptResult.IsExtracted ? start : generator).CopyWeights();
        var graph = GraphQuantization.FreezeScales(generator.Graph, weights);
        ModelFolder.Save(_run.Directory.Model, graph, weights);
        _run.Log.Information("Kept {Network}", kept.Tell());
        return new JsonObject
        {
            ["seconds"] = outcome.Work.Seconds, ["cpuSeconds"] = outcome.Work.CpuSeconds, ["steps"] = outcome.Steps, ["kept"] = kept.ToJson(),
        };
    }

    // What is kept where fine-tuning makes it worse has to round as any result does. It is a network of its own, since what is
    // trained must not be calibrated twice.
    private GraphModule Start(GraphModule generator)
    {
        using var weights = generator.CopyWeights();
        var start = _networks.Live(generator.Graph, weights);
        RangeCalibration.Complete(start, _images);
        return start;
    }

    // Quantisers that were to come late may not have taken part before the last step, and then have the ranges of the first weights.
    private void Calibrate(GraphModule generator)
    {
        if (!generator.Quantizing)
        {
            RangeCalibration.Renew(generator, _images);
        }
        else
        {
            RangeCalibration.Complete(generator, _images);
        }
    }

    private PhaseOutcome Train(TrainingPhase phase, GraphModule generator, TrainingPlan plan)
    {
        QuantizerBits = generator.Graph.Nodes.Min(static node => Bits(node.Layer));
        using var discriminator = _run.Options.Objective.Gan.Enabled ? _networks.Discriminator() : null;
        using var objective = Objective(phase, generator, discriminator, _terms);
        var outcome = new TrainingPhaseRunner(
            _run, phase, generator, _networks.Teacher, discriminator, _terms, objective, _images, plan).Run();
        _before += outcome.Before;
        return outcome;
    }

    private MinimaxObjective Objective(
        TrainingPhase phase, GraphModule generator, GraphModule? discriminator, IReadOnlyList<GuardedTerm> terms)
    {
        var gan = _run.Options.Objective.Gan;
        var training = _run.Options.Training;
        OptimizerSettings Adam(double learningRate) =>
            new(OptimizerKind.Adam, learningRate, training.Beta1, training.Beta2, training.WeightDecay);
        var learningRate = phase == TrainingPhase.Slim ? training.Slim.LearningRate : training.FineTune.LearningRate;
        var settings = new ObjectiveSettings(
            phase, _run.Options.Seed, gan.Weight, gan.PoolSize, Adam(learningRate), Adam(gan.LearningRate));
        return new MinimaxObjective(
            generator, _networks.Teacher, discriminator, _run.Parts.Create(gan.Loss), terms, settings)
        {
            TeacherDiscriminator = _teacherDiscriminator,
        };
    }

    // On networks and terms of its own: what is measured is not trained.
    private double CpuSecondsPerStep(LoadedModel extracted)
    {
        const int Warm = 5;
        const int Measured = 40;
        using var generator = _networks.Live(extracted.Graph, extracted.Weights);
        using var discriminator = _run.Options.Objective.Gan.Enabled ? _networks.Discriminator() : null;
        var terms = ObjectiveTerms.Create(_run.Parts, _run.Options.Objective);
        Constrain(generator, terms);
        using var objective = Objective(TrainingPhase.FineTune, generator, discriminator, terms);
        generator.train();
        WorkClock? clock = null;
        for (var step = 0; step < Warm + Measured; step++)
        {
            clock = step == Warm ? new WorkClock() : clock;
            _run.Cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            objective.Step(_images.Next(step), step, Warm + Measured, new ScheduleClock(step, Warm + Measured));
        }

        return clock!.Elapsed.CpuSeconds / Measured;
    }

    private static void Constrain(GraphModule generator, IEnumerable<GuardedTerm> terms)
    {
        foreach (var term in terms)
        {
            term.Constrain(generator);
        }
    }

    // The teacher's own D, which stays as it is, for terms that look through its eyes.
    private GraphModule? TeacherDiscriminator() => _terms.Any(static term => term.NeedsTeacherDiscriminator)
        ? RunNetworks.Frozen(_run, _run.Options.Model.TeacherDiscriminator)
        : null;

    private static int? Bits(Layer layer) => layer switch
    {
        AffineQuantizer quantizer => quantizer.Bits,
        ClampQuantizer quantizer => quantizer.Bits,
        IConvolution convolution => convolution.Quantizer?.Bits,
        _ => null,
    };

    private NetworkGraph Rewritten(NetworkGraph graph) =>
        _terms.Aggregate(graph, (graph, term) => term.Rewrite(graph, Size));

    private ImageBatches Batches(IImageDataset images, int stream) =>
        new(images, _run.Options.Data.BatchSize, _run.Options.Seed, _run.Options.Data.Flip, stream);

    private double Validate(GraphModule generator) => _run.Reading(Split.Validation, () => _networks.IsClassifier
        ? ValidationCrossEntropy.Of(_networks.Teacher, generator, ValidationImages(), _run.Images.Open(Split.Validation, Domain.Target))
        : ValidationDistance.To(_networks.Teacher, generator, ValidationImages()));

    private IImageDataset ValidationImages() => _run.Images.Open(Split.Validation, Domain.Source);

    private ImageSize Size => ImageSize.Square(_run.Options.Data.ImageSize);
}
