using GsFramework.Core.Composition.Guards;
using GsFramework.Core.Configuration;
using GsFramework.Core.Data;
using GsFramework.Core.Objective;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Host.Evaluation;
using GsFramework.Host.Runs;
using GsFramework.Host.Training;
using GsFramework.Terms;
using static TorchSharp.torch;

namespace GsFramework.Host.Pipeline;

/// <summary>What the phases of a compression share. Each part is opened when it is first asked for.</summary>
internal sealed class OpenedRun : IDisposable
{
    private readonly RunClock _clock = new();
    private readonly Lazy<RunNetworks> _networks;
    private readonly Lazy<IReadOnlyList<GuardedTerm>> _terms;
    private readonly Lazy<GraphModule?> _teacherDiscriminator;
    private readonly Lazy<RunImages> _images;
    private readonly Lazy<IReadOnlyList<NamedExtractor>> _extractors;
    private readonly Lazy<ValidationCurve> _validation;

    public OpenedRun(RunContext run)
    {
        Run = run;
        _networks = new(() => new RunNetworks(run));
        _terms = new(() => ObjectiveTerms.Create(run.Parts, run.Options.Objective));
        _teacherDiscriminator = new(() =>
            Terms.Any(static term => term.NeedsTeacherDiscriminator) ? OpenTeacherDiscriminator() : null
        );
        _images = new(() => new RunImages(run, Networks, Terms));
        _extractors = new(() => Scoring.Extractors(run));
        _validation = new(() => ValidationCurve.Open(run, Networks.Teacher));
    }

    public RunContext Run { get; }

    public RunNetworks Networks => _networks.Value;

    /// <summary>The terms of the objective.</summary>
    public IReadOnlyList<GuardedTerm> Terms => _terms.Value;

    /// <summary>The teacher's own D, which stays as it is, for terms that look through its eyes; null where none
    /// does.</summary>
    public GraphModule? TeacherDiscriminator => _teacherDiscriminator.Value;

    /// <summary>The batches of training, with the teacher's outputs.</summary>
    public TrainingImages Images => _images.Value.Batches;

    /// <summary>Opens and tests the images of training.</summary>
    public void OpenImages() => _ = _images.Value;

    /// <summary>Computes the teacher's outputs for the images of training, where these are open.</summary>
    public void Teach()
    {
        if (_images.IsValueCreated)
        {
            _ = _images.Value.Batches;
        }
    }

    /// <summary>The feature networks of the scores.</summary>
    public IReadOnlyList<NamedExtractor> Extractors => _extractors.Value;

    /// <summary>What earlier processes spent on this run.</summary>
    public Elapsed Earlier { get; set; }

    /// <summary>All that was spent on this run.</summary>
    public Elapsed Total => Earlier + _clock.Elapsed;

    /// <summary>The fewest bits of a quantiser in the network that was trained last; null where it has none, or nothing
    /// was trained.</summary>
    public int? QuantizerBits { get; private set; }

    /// <summary>The student as slimming trains it: rewritten by the terms.</summary>
    public GraphModule Student() => Networks.Student(SlimmedGraph());

    /// <summary>The graph of that.</summary>
    public NetworkGraph SlimmedGraph()
    {
        var size = ImageSize.Square(Run.Options.Data.ImageSize);
        return Terms.Aggregate(Networks.StudentGraph, (graph, term) => term.Rewrite(graph, size));
    }

    /// <summary>Brings a generator's weights to what the terms allow.</summary>
    public static void Constrain(GraphModule generator, IEnumerable<GuardedTerm> terms)
    {
        foreach (var term in terms)
        {
            term.Constrain(generator);
        }
    }

    /// <summary>Slims or fine-tunes a generator.</summary>
    public PhaseOutcome Train(TrainingPhase phase, GraphModule generator, TrainingPlan plan)
    {
        QuantizerBits = generator.Graph.Nodes.Min(static node => Bits(node.Layer));
        using var discriminator = Run.Options.Objective.Gan.Enabled ? Networks.Discriminator() : null;
        using var student = new CompactingGenerator(generator, Terms, network =>
            Objective(phase, network, discriminator, Terms)
        );
        var training = new GeneratorTraining(
            Run,
            phase,
            generator,
            student,
            Networks.Teacher,
            discriminator,
            Terms,
            Images,
            plan,
            () => _validation.Value
        );
        try
        {
            var outcome = new TrainingLoop(Run, training).Run();
            Earlier += outcome.Before;
            return outcome;
        }
        catch (RungReachedException)
        {
            RungScoring.Write(this, student.Network);
            throw;
        }
    }

    /// <summary>The problem of a phase.</summary>
    public MinimaxObjective Objective(
        TrainingPhase phase,
        GraphModule generator,
        GraphModule? discriminator,
        IReadOnlyList<GuardedTerm> terms
    )
    {
        var (gan, training) = (Run.Options.Objective.Gan, Run.Options.Training);
        OptimizerSettings Adam(double learningRate) =>
            new(OptimizerKind.Adam, learningRate, training.Beta1, training.Beta2, training.WeightDecay);
        var learningRate = phase == TrainingPhase.Slim ? training.Slim.LearningRate : training.FineTune.LearningRate;
        var settings = new ObjectiveSettings(
            phase,
            Run.Options.Seed,
            gan.Weight,
            gan.PoolSize,
            Adam(learningRate),
            Adam(gan.LearningRate)
        )
        {
            JudgesInOnePass = Run.JudgesInOnePass,
        };
        return new MinimaxObjective(
            generator,
            Networks.Teacher,
            discriminator,
            Run.Parts.Create(gan.Loss),
            terms,
            settings
        )
        {
            TeacherDiscriminator = TeacherDiscriminator,
            // A forecast asks no more of a step than what of it belongs to D.
            Measure = part => part == StepPart.Discriminator ? Run.Progress.Measure(part) : null,
        };
    }

    public void Dispose()
    {
        Free(_validation);
        Free(_images);
        Free(_networks);
        if (_teacherDiscriminator.IsValueCreated)
        {
            _teacherDiscriminator.Value?.Dispose();
        }
    }

    private GraphModule? OpenTeacherDiscriminator()
    {
        var judge = RunNetworks.Frozen(Run, Run.Options.Model.TeacherDiscriminator, Networks.OutputSide);
        if (judge is not null)
        {
            RunGraphs.CheckDiscriminator(judge.Graph, Networks.Teacher.Graph, Run.Options.Data.ImageSize);
        }

        return judge;
    }

    private static void Free<T>(Lazy<T> part)
        where T : IDisposable
    {
        if (part.IsValueCreated)
        {
            part.Value.Dispose();
        }
    }

    private static int? Bits(Layer layer) =>
        layer switch
        {
            AffineQuantizer quantizer => quantizer.Bits,
            ClampQuantizer quantizer => quantizer.Bits,
            IConvolution convolution => convolution.Quantizer?.Bits,
            _ => null,
        };
}
