using GsFramework.Core.Composition.Guards;
using GsFramework.Core.Objective;
using GsFramework.Graph;
using GsFramework.Terms;
using static TorchSharp.torch;

namespace GsFramework.Testing.Kit;

/// <summary>A small training with one term, set up as the pipeline does and stepped by the program's own
/// objective.</summary>
internal sealed class TermRun : IDisposable
{
    /// <summary>Steps of a phase.</summary>
    public const int Steps = 12;

    private const int Batch = 2;
    private const int Seed = 1;

    private static readonly OptimizerSettings _adam = new(OptimizerKind.Adam, LearningRate: 1e-3, Momentum: 0.5);

    private readonly string _key;
    private readonly bool _seesTruth;
    private readonly bool _seesDiscriminator;
    private OwnedWeights? _owned;

    /// <summary>Builds the networks and draws the images.</summary>
    /// <param name="term">The term; it stays the caller's.</param>
    /// <param name="key">Its key.</param>
    /// <param name="dense">The dense generator.</param>
    /// <param name="size">Size of the images.</param>
    /// <param name="equal">True for a student with the teacher's weights, as in the first step of a run.</param>
    /// <param name="shrinkage">What pruning takes out of the student; null for a dense one.</param>
    public TermRun(
        ICompressionTerm term,
        string key,
        NetworkGraph dense,
        ImageSize size,
        bool equal = false,
        Shrinkage? shrinkage = null
    )
    {
        using var scope = NewDisposeScope();
        (Term, _key) = (term, key);
        _seesTruth = term is INeedsTruth { NeedsTruth: true };
        _seesDiscriminator = term is INeedsTeacherDiscriminator;
        using var teacher = Samples.Weights(dense, seed: 1);
        Teacher = Frozen(dense, teacher);

        var graph = term is IRewritesGenerator rewriter ? rewriter.Rewrite(dense) : dense;
        using var student = Samples.Weights(graph, seed: 2);
        foreach (var (name, _, parameter) in equal ? graph.Parameters() : [])
        {
            student.Replace(
                name,
                teacher.TryGetValue(name, out var known) ? known.clone()
                    : parameter.Role == ParameterRole.Scale ? ones([.. parameter.Shape])
                    : student[name].clone()
            );
        }

        var pruned = shrinkage?.Prune(graph, student);
        using var compact = pruned?.Weights;
        IsPruned = pruned is not null;
        Generator = new GraphModule(pruned?.Graph ?? graph, compact ?? student);
        Generator.train();

        var output = dense.Shapes(size)[dense.Output.Name];
        var judge = Samples.Discriminator(output);
        using var judgeWeights = Samples.Weights(judge, seed: 3);
        Discriminator = Frozen(judge, judgeWeights);

        using var noGrad = no_grad();
        Input = Samples.Images(Batch, dense.InputChannels, size, seed: 4).DetachFromDisposeScope();
        TeacherOutput = Teacher.forward(Input).DetachFromDisposeScope();
        Truth = Samples.Targets(Batch, output, seed: 5).DetachFromDisposeScope();
    }

    public ICompressionTerm Term { get; }

    /// <summary>G0, frozen.</summary>
    public GraphModule Teacher { get; }

    /// <summary>True when channels are gone from the student.</summary>
    public bool IsPruned { get; }

    /// <summary>G, as the term has rewritten it, without what was pruned.</summary>
    public GraphModule Generator { get; }

    /// <summary>The teacher's discriminator, frozen.</summary>
    public GraphModule Discriminator { get; }

    public Tensor Input { get; }

    public Tensor TeacherOutput { get; }

    public Tensor Truth { get; }

    /// <summary>Shows the generator some images, as before the first step of a phase.</summary>
    public void Prepare() => (Term as IPreparesGenerator)?.Prepare(Generator, Batches());

    /// <summary>The objective of a phase: the term, and a pull towards the teacher for the gradients that it may
    /// need.</summary>
    /// <param name="phase">Which.</param>
    /// <param name="first">A term that is asked before it.</param>
    public MinimaxObjective Objective(TrainingPhase phase = TrainingPhase.Slim, ICompressionTerm? first = null) =>
        Objective(
            Generator,
            [
                .. first is null ? [] : new[] { new GuardedTerm(first, "conformance-kit-first") },
                .. Terms(),
            ],
            phase
        );

    /// <summary>The generator and the objective of slimming, of which channels can leave.</summary>
    public CompactingGenerator Compacting()
    {
        var terms = Terms();
        return new CompactingGenerator(Generator, terms, generator => Objective(generator, terms, TrainingPhase.Slim));
    }

    private GuardedTerm[] Terms() => [new(Term, _key), new(new Pull(), "conformance-kit")];

    private MinimaxObjective Objective(GraphModule generator, IReadOnlyList<GuardedTerm> terms, TrainingPhase phase) =>
        new(
            generator,
            Teacher,
            discriminator: null,
            adversarial: null!,
            terms,
            new ObjectiveSettings(phase, Seed, AdversarialWeight: 1, PoolSize: 0, _adam, _adam)
        )
        {
            TeacherDiscriminator = _seesDiscriminator ? Discriminator : null,

            // The kit has a fact of its own for this.
            WatchedSteps = 0,
        };

    /// <summary>One step of that many.</summary>
    public IReadOnlyDictionary<string, double> Step(MinimaxObjective objective, int step, int steps) =>
        objective.Step(
            new TrainingBatch(Input, TeacherOutput, TeacherOutput, _seesTruth ? Truth : null),
            step,
            steps,
            new ScheduleClock(step, steps)
        );

    /// <summary>The pairs of layers that the term wants to see, all of which are there.</summary>
    public LayerTap[] Taps(Rule rule)
    {
        if (Term is not ITapsLayers tapping)
        {
            return [];
        }

        LayerTap[] taps = [.. rule.Run(() => tapping.Taps(Generator.Graph, Teacher.Graph), "Taps").Distinct()];
        RequireTaps(
            rule,
            taps,
            Generator.Graph,
            Teacher.Graph,
            "Choose the names from the graphs that Taps is given: pruning may take whole blocks out."
        );
        return taps;
    }

    /// <summary>Fails unless both networks have the layers.</summary>
    public static void RequireTaps(
        Rule rule,
        IEnumerable<LayerTap> taps,
        NetworkGraph student,
        NetworkGraph teacher,
        string fix
    )
    {
        foreach (var tap in taps)
        {
            var fault = TapFault.Of([tap], student, teacher);
            rule.Require(fault is null, $"it taps '{tap}': {fault?.Reason}", fix);
        }
    }

    /// <summary>The parameters that the term owns in a phase, or null. They live until the next call.</summary>
    public OwnedWeights? Own(Rule rule, TrainingPhase phase)
    {
        _owned?.Dispose();
        _owned = null;
        _owned = rule.Run(
            () => new GuardedTerm(Term, _key).Own(Generator.Graph, Teacher.Graph, phase, Seed, Generator.Device),
            "Own"
        );
        return _owned;
    }

    /// <summary>What the term sees of the first step.</summary>
    /// <param name="rule">The rule that is checked.</param>
    /// <param name="phase">Which.</param>
    /// <param name="copies">How many times each image is in the batch.</param>
    public StepContext Context(Rule rule, TrainingPhase phase, int copies)
    {
        Tensor Copied(Tensor images) => copies == 1 ? images : images.repeat(copies, 1, 1, 1);
        var input = Copied(Input);
        var taps = Taps(rule);
        var contexts = new StepContexts(Generator, Teacher, phase, taps)
        {
            TeacherDiscriminator = _seesDiscriminator ? Discriminator : null,
        };
        var batch = new TrainingBatch(
            input,
            Copied(TeacherOutput),
            Copied(TeacherOutput),
            _seesTruth ? Copied(Truth) : null
        );
        var owned = Own(rule, phase);
        var step = rule.Run(
            () => contexts.Of(batch, 0, Steps, new ScheduleClock(0, Steps)),
            "the forward pass of the generator"
        );
        return owned is null ? step : step.WithOwned(owned.Parameters);
    }

    public void Dispose()
    {
        _owned?.Dispose();
        Teacher.Dispose();
        Generator.Dispose();
        Discriminator.Dispose();
        Input.Dispose();
        TeacherOutput.Dispose();
        Truth.Dispose();
    }

    private static GraphModule Frozen(NetworkGraph graph, WeightSet weights)
    {
        var network = new GraphModule(graph, weights);
        network.eval();
        network.RequireGradients(false);
        return network;
    }

    private IEnumerable<Tensor> Batches()
    {
        for (var i = 0; i < 2; i++)
        {
            using var scope = NewDisposeScope();
            yield return Input.clone();
        }
    }

    /// <summary>Stands for the other summands of the objective.</summary>
    private sealed class Pull : ICompressionTerm
    {
        public double Weight => 1;

        public Tensor Loss(StepContext step) => (step.Output - step.TeacherOutput).square().mean();
    }
}
