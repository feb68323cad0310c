using GsFramework.Core.Composition.Failures;
using GsFramework.Graph;
using GsFramework.Terms;
using GsFramework.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GsFramework.Core.Composition.Guards;

/// <summary>
/// A term as the host calls it. Terms are other people's code: whatever they throw, or return against their contract,
/// becomes a message that names plugin, term, phase and remedy.
/// </summary>
internal sealed class GuardedTerm
{
    /// <summary>What to do where a term compares layers as if the compact generator had the teacher's
    /// channels.</summary>
    public const string FewerChannels =
        "Layers of the compact generator have fewer channels than the teacher's. Compare what does not depend on "
        + "their number (attention maps, "
        + "means over channels, Gram or similarity matrices over the batch), project (IOwnsParameters), or compare "
        + "only layers whose channels stay.";

    private readonly ICompressionTerm _term;
    private readonly PartName _part;
    private readonly HashSet<string> _names = [];

    /// <summary>Guards a term.</summary>
    /// <param name="term">The term.</param>
    /// <param name="key">The key under which it is registered.</param>
    /// <param name="uses">Other parts that its options select, in words; null for none.</param>
    public GuardedTerm(ICompressionTerm term, string key, string? uses = null)
    {
        (_term, Name, _part) = (term, key, PartName.Of(term, key));
        PartWithUses = uses is null ? _part : _part with { What = $"{_part.What} with {uses}" };
    }

    /// <summary>The term's key.</summary>
    public string Name { get; }

    /// <summary>The term as messages name it.</summary>
    public PartName Part => _part;

    /// <summary>The same with the parts that it uses, one of which may be to blame.</summary>
    public PartName PartWithUses { get; }

    /// <summary>True when it has returned a loss.</summary>
    public bool HasHadLoss { get; private set; }

    /// <summary>True for a term that can have an effect without a loss.</summary>
    public bool ActsOtherwise =>
        _term is IRewritesGenerator or IPreparesGenerator or IConstrainsWeights or IClaimsParameters or IActsAfterStep;

    /// <summary>True for a term that has a goal.</summary>
    public bool HasGoal => _term is IEndsSlimming;

    /// <summary>True for a term that compares outputs with true ones.</summary>
    public bool NeedsTruth =>
        _term is INeedsTruth truth && PluginCode.Run(_part, PluginPhase.Construct, () => truth.NeedsTruth);

    /// <summary>True for a term that looks through the eyes of the teacher's discriminator.</summary>
    public bool NeedsTeacherDiscriminator => _term is INeedsTeacherDiscriminator;

    /// <summary>True when it has reached the goal.</summary>
    public bool IsFinished => PluginCode.Run(_part, "the end of a step", () => ((IEndsSlimming)_term).IsFinished);

    /// <summary>About the share of slimming's steps after which it has; 1 for a term without a goal.</summary>
    public double ExpectedShare =>
        _term is IEndsSlimming goal
            ? Math.Clamp(PluginCode.Run(_part, PluginPhase.Construct, () => goal.ExpectedShare), 0, 1)
            : 1;

    /// <summary>The phase of a step as messages name it.</summary>
    public static string At(StepContext step) => At(step.Phase, step.Step);

    /// <inheritdoc cref="At(StepContext)"/>
    public static string At(TrainingPhase phase, int step) =>
        $"step {step} of {(phase == TrainingPhase.Slim ? "slim" : "finetune")}";

    /// <summary>Tests what a configuration relies on.</summary>
    /// <exception cref="PluginException">The term has an impossible weight.</exception>
    public void Check()
    {
        if (Weight() is not (>= 0 and < double.PositiveInfinity) and var weight)
        {
            throw Broken(
                PluginPhase.Construct,
                $"its Weight is {weight}; expected a number from 0. Limit the option by a [Range]."
            );
        }
    }

    /// <summary>The generator to train instead of this one.</summary>
    public NetworkGraph Rewrite(NetworkGraph generator, ImageSize size)
    {
        if (_term is not IRewritesGenerator rewriter)
        {
            return generator;
        }

        var rewritten = PluginCode.Run(_part, PluginPhase.Rewrite, () => rewriter.Rewrite(generator))
            ?? throw Broken(PluginPhase.Rewrite, "it returned no generator.");
        var (before, after) = PluginCode.Run(_part, PluginPhase.Rewrite, () =>
            (Shape(generator, size), Shape(rewritten, size))
        );
        return before == after
            ? rewritten
            : throw Broken(
                PluginPhase.Rewrite,
                "the generator that it returned takes or makes something else than the one that it was given."
            );
    }

    /// <summary>Lets the term look at images.</summary>
    public void Prepare(GraphModule generator, IEnumerable<Tensor> batches)
    {
        if (_term is IPreparesGenerator preparer)
        {
            PluginCode.Run(_part, PluginPhase.Prepare, () => preparer.Prepare(generator, batches));
        }
    }

    /// <summary>Brings the compact generator's weights to what the term allows.</summary>
    public void Constrain(GraphModule generator)
    {
        if (_term is IConstrainsWeights constrainer)
        {
            PluginCode.Run(_part, PluginPhase.Constrain, () => constrainer.Constrain(generator));
        }
    }

    /// <summary>The pairs of layers that the term wants to see, all of which the networks have.</summary>
    public IReadOnlyCollection<LayerTap> Taps(NetworkGraph student, NetworkGraph teacher)
    {
        if (_term is not ITapsLayers tapper)
        {
            return [];
        }

        var taps = PluginCode.Run(_part, PluginPhase.Taps, () => tapper.Taps(student, teacher))
            ?? throw Broken(PluginPhase.Taps, "it returned no list of layers.");
        return TapFault.Of(taps, student, teacher) is var (reason, remedy)
            ? throw Broken(PluginPhase.Taps, reason, remedy)
            : taps;
    }

    /// <summary>True for a term that looks at layers, and finds none in this generator: it may have nothing to do, and
    /// nobody would see it.</summary>
    public bool TapsNothing(NetworkGraph student, NetworkGraph teacher) =>
        _term is ITapsLayers && Taps(student, teacher).Count == 0;

    /// <summary>The parameters that the term owns in a phase, or null. They belong to the caller.</summary>
    /// <param name="student">The generator of the phase.</param>
    /// <param name="teacher">G0.</param>
    /// <param name="phase">The phase.</param>
    /// <param name="seed">The run's.</param>
    /// <param name="device">Where the generator lives.</param>
    public OwnedWeights? Own(
        NetworkGraph student,
        NetworkGraph teacher,
        TrainingPhase phase,
        int seed,
        Device device
    )
    {
        if (_term is not IOwnsParameters owner)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        using var random = new Generator((ulong)StepRandom.Of(seed, $"owned/{Name}/{phase}", step: 0).Next(), CPU);
        return PluginCode.Run(_part, PluginPhase.Own, () => owner.Own(student, teacher, phase, random)) is not { } own
                ? null
            : OwnedWeights.Fault(own, student) is var (reason, remedy) ? throw Broken(PluginPhase.Own, reason, remedy)
            : own.Initial.Count == 0 ? null
            : PluginCode.Run(_part, PluginPhase.Own, () => new OwnedWeights(Name, own, device));
    }

    /// <summary>Gives parameters that the term owns the values that they had before channels left.</summary>
    /// <param name="owned">Those of the generator as it is now.</param>
    /// <param name="former">Those of the generator as it was.</param>
    /// <param name="left">What is left of it.</param>
    /// <param name="before">What was left then.</param>
    public void FollowOwned(
        OwnedWeights owned,
        OwnedWeights former,
        ChannelCompaction left,
        ChannelCompaction before
    ) =>
        owned.Inherit(former, (name, tensor) =>
        {
            var followed = PluginCode.Run(_part, PluginPhase.Compact, () =>
                ((IOwnsParameters)_term).FollowOwned(name, tensor, left, before)
            );
            var wanted = owned.Parameters[name].shape;
            return followed is { IsInvalid: false } && followed.shape.SequenceEqual(wanted)
                ? followed
                : throw Broken(
                    PluginPhase.Compact,
                    $"FollowOwned brings '{name}' into "
                        + (followed is { IsInvalid: false } ? $"[{string.Join(", ", followed.shape)}]" : "nothing")
                        + $", but Own makes it [{string.Join(", ", wanted)}] for what is left of the generator.",
                    "Take out what belongs to the channels that have left: ChannelCompaction.Kept lists those of a "
                        + "layer that are there."
                );
        });

    /// <summary>The optimiser of the generator's parameters that the term claims, or null.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="phase">The phase.</param>
    /// <param name="trained">All parameters that can be claimed.</param>
    public (ParameterClaim Claim, NamedOptimizer Optimizer)? Claim(
        GraphModule generator,
        TrainingPhase phase,
        IReadOnlyDictionary<string, Parameter> trained
    )
    {
        if (
            _term is not IClaimsParameters claimer
            || PluginCode.Run(_part, PluginPhase.Claim, () => claimer.Claim(generator, phase))
                is not { Parameters.Count: > 0 } claim
        )
        {
            return null;
        }

        if (claim.Parameters.FirstOrDefault(name => !trained.ContainsKey(name)) is { } unknown)
        {
            throw Broken(
                PluginPhase.Claim,
                $"the generator has no trained parameter '{unknown}'.",
                "Take the names from GraphModule.Trained."
            );
        }

        if (claim.Parameters.Distinct().Count() != claim.Parameters.Count)
        {
            throw Broken(PluginPhase.Claim, "it claims a parameter twice.", "Name each once.");
        }

        return (
            claim,
            PluginCode.Run(_part, PluginPhase.Claim, () =>
                new NamedOptimizer(Name, claim.Parameters.Select(name => (name, trained[name])), claim.Optimizer)
            )
        );
    }

    /// <summary>True for a term that works on when channels leave the generator in training.</summary>
    public bool AllowsCompaction =>
        _term
            is IFollowsCompaction
                or not (
                    IClaimsParameters
                    or IOwnsParameters
                    or IActsAfterStep
                    or IPreparesGenerator
                    or ITapsLayers
                    or IKeepsTensors
                );

    /// <summary>The silent channel groups that the term needs.</summary>
    public IEnumerable<int> Held(ChannelCompaction now, IReadOnlySet<int> silent) =>
        _term is not IFollowsCompaction follower
            ? []
            : PluginCode.Run(_part, PluginPhase.Compact, () => follower.Held(now, silent)?.ToList())
                ?? throw Broken(PluginPhase.Compact, "it returned no list of channels.", "Return an empty one.");

    /// <summary>Tells the term that channels have left.</summary>
    public void Follow(GraphModule generator, ChannelCompaction left, ChannelCompaction former)
    {
        if (_term is IFollowsCompaction follower)
        {
            PluginCode.Run(_part, PluginPhase.Compact, () => follower.Follow(generator, left, former));
        }
    }

    /// <summary>The factor of the loss.</summary>
    public double Weight() => PluginCode.Run(_part, PluginPhase.Construct, () => _term.Weight);

    /// <summary>The unweighted loss, a differentiable scalar, or null.</summary>
    public Tensor? Loss(StepContext step)
    {
        var part = HasFewerChannels(step) ? _part with { Remedy = $"{FewerChannels} {_part.Remedy}" } : _part;
        var loss = PluginCode.Run(part, At(step), () => _term.Loss(step));
        HasHadLoss |= loss is not null;
        if (
            step.Output.IsInvalid
            || step.TeacherOutput.IsInvalid
            || step.Input.IsInvalid
            || step.Owned.Values.Any(static owned => owned.IsInvalid)
        )
        {
            throw Broken(
                At(step),
                "it disposed a tensor of the step, which others need.",
                "Dispose only what the term has made."
            );
        }

        return loss is not null && LossCheck.Fault(loss, step.Output) is { } fault
            ? throw Broken(At(step), $"its loss is {fault}")
            : loss;
    }

    /// <summary>Lets the term act on the weights.</summary>
    public void AfterStep(StepContext step)
    {
        if (_term is IActsAfterStep actor)
        {
            PluginCode.Run(_part, $"after {At(step)}", () => actor.AfterStep(step));
        }
    }

    /// <summary>The values that the term shows, with its name before theirs.</summary>
    public IEnumerable<KeyValuePair<string, double>> Values(StepContext step)
    {
        if (_term is not IReportsValues reporter)
        {
            return [];
        }

        var phase = $"values after {At(step)}";
        var values = PluginCode.Run(_part, phase, () => reporter.Values?.ToList())
            ?? throw Broken(phase, "it returned no list of values.", "Return an empty one.");
        foreach (var (name, _) in values)
        {
            if (!_names.Contains(name ?? "") && !IsColumn(name))
            {
                throw Broken(
                    phase,
                    $"'{name?.ReplaceLineEndings(" ")}' names no column of metrics.csv.",
                    "Use letters, digits, '-', '_' and '.'."
                );
            }

            _names.Add(name!);
        }

        return values.DistinctBy(static value => value.Key).Count() == values.Count
            ? values.Select(value => KeyValuePair.Create($"{Name}.{value.Key}", value.Value))
            : throw Broken(phase, "two of its values have one name.", "Give each a name of its own.");
    }

    /// <summary>True when the term says how people read its values.</summary>
    public bool LabelsValues => _term is ILabelsValues;

    /// <summary>A value in the term's words; null when it is not for people, or the term has no words.</summary>
    /// <param name="name">The term's own name of it, or <see cref="ILabelsValues.OfLoss"/>.</param>
    /// <param name="value">The value.</param>
    public string? Label(string name, double value) =>
        _term is not ILabelsValues labels
            ? null
            : PluginCode.Run(_part, "words for its values", () => labels.Label(name, value)) is { } words
                ? string.Concat(words.Select(static letter => char.IsControl(letter) ? ' ' : letter))
            : null;

    /// <summary>The term's numbers for a checkpoint; empty when it keeps none.</summary>
    public IReadOnlyDictionary<string, double> State
    {
        get =>
            _term is not IKeepsState keeper
                ? new Dictionary<string, double>()
                : PluginCode.Run(_part, PluginPhase.State, () => keeper.State)
                    ?? throw Broken(PluginPhase.State, "it returned no state.", "Return an empty one.");
        set
        {
            if (_term is IKeepsState keeper)
            {
                PluginCode.Run(_part, PluginPhase.State, () => keeper.State = value);
            }
        }
    }

    /// <summary>The term's tensors for a checkpoint; empty when it keeps none.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors
    {
        get =>
            _term is not IKeepsTensors keeper
                ? new Dictionary<string, Tensor>()
                : PluginCode.Run(_part, PluginPhase.State, () => keeper.Tensors)
                    ?? throw Broken(PluginPhase.State, "it returned no tensors.", "Return an empty dictionary.");
        set
        {
            if (_term is IKeepsTensors keeper)
            {
                PluginCode.Run(_part, PluginPhase.State, () => keeper.Tensors = value);
            }
        }
    }

    private PluginException Broken(string phase, string reason, string? remedy = null) =>
        PluginCode.Broken(_part, phase, reason, remedy);

    private static bool HasFewerChannels(StepContext step) =>
        step.Phase == TrainingPhase.FineTune
        && step.Features.Values.Any(static layer =>
            !layer.Student.IsInvalid && !layer.Teacher.IsInvalid && layer.Student.shape[1] < layer.Teacher.shape[1]
        );

    private static (int Channels, FeatureShape Shape) Shape(NetworkGraph graph, ImageSize size) =>
        (graph.InputChannels, graph.Shapes(size)[graph.Output.Name]);

    private static bool IsColumn(string? name) =>
        !string.IsNullOrEmpty(name)
        && name.All(static letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.');
}
