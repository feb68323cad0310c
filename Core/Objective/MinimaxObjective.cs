using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Composition.Guards;
using GsFramework.Core.Configuration;
using GsFramework.Graph;
using GsFramework.Losses;
using GsFramework.Terms;
using GsFramework.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Objective;

/// <summary>
/// The problem of GAN Slimming,
/// <code>min over W, γ   max over θ   L_GAN(W, γ, θ) + Σ over terms  weight · loss</code>
/// and one step of its solution. It sums terms and never knows which ones there are. Where D takes the channels of x
/// and G(x) together, it is conditional, and L_GAN compares the pairs (x, G(x)) with (x, G0(x)) or (x, y).
/// </summary>
internal sealed class MinimaxObjective : IDisposable
{
    private static readonly PartName _sum = new(null, "sum of all losses", "");

    private readonly ObjectiveSettings _settings;
    private readonly GraphModule _generator;
    private readonly GraphModule? _teacher;
    private readonly GraphModule? _discriminator;
    private readonly AdversarialPart _adversarial;
    private readonly IReadOnlyList<GuardedTerm> _terms;
    private readonly List<NamedOptimizer> _generatorOptimizers = [];
    private readonly OwnedByTerms _owned;
    private readonly DiscriminatorUpdate? _update;
    private readonly LayerTap[] _taps;
    private int _watched;

    /// <summary>Composes the objective. The networks and terms stay the caller's.</summary>
    /// <param name="generator">G, in training.</param>
    /// <param name="teacher">G0, needed only where a term taps layers or owns parameters.</param>
    /// <param name="discriminator">D, or null to train without the minimax game.</param>
    /// <param name="adversarial">L_GAN.</param>
    /// <param name="terms">The other summands.</param>
    /// <param name="settings">Learning rates and the like.</param>
    public MinimaxObjective(
        GraphModule generator,
        GraphModule? teacher,
        GraphModule? discriminator,
        IAdversarialLoss adversarial,
        IReadOnlyList<GuardedTerm> terms,
        ObjectiveSettings settings
    )
    {
        (_generator, _teacher, _discriminator, _adversarial, _terms, _settings) = (
            generator,
            teacher,
            discriminator,
            new AdversarialPart(adversarial),
            terms,
            settings
        );
        var teacherGraph = (teacher ?? generator).Graph;
        _taps = [.. _terms.SelectMany(term => term.Taps(generator.Graph, teacherGraph)).Distinct()];
        ClaimParameters();
        _owned = new OwnedByTerms(_terms, generator, teacherGraph, settings);
        if (discriminator is not null)
        {
            _update = new DiscriminatorUpdate(discriminator, _adversarial, settings);
        }
    }

    /// <summary>The teacher's discriminator for terms that ask for it, or null.</summary>
    public GraphModule? TeacherDiscriminator { get; init; }

    /// <summary>In how many first steps it is tested that parts leave the step as it is.</summary>
    public int WatchedSteps { get; init; } = StepWatch.Steps;

    /// <summary>Marks a <see cref="StepPart"/> for whoever measures it; its result is disposed when the part is
    /// done.</summary>
    public Func<string, IDisposable?>? Measure { get; init; }

    /// <summary>True when slimming may end: every term that has a goal has reached it, and at least one has.</summary>
    public bool IsFinished
    {
        get
        {
            var goals = _terms.Where(static term => term.HasGoal).ToArray();
            return _settings.Phase == TrainingPhase.Slim
                && goals.Length > 0
                && goals.All(static goal => goal.IsFinished);
        }
    }

    /// <summary>One update of G (all terms, from the same gradients), the terms' own acts, then one update of D on the
    /// images that G made before its update.</summary>
    /// <returns>The values to be shown, by name.</returns>
    /// <exception cref="UserException">A loss is NaN or infinite, and nothing has been updated by it; or a part has
    /// failed.</exception>
    public IReadOnlyDictionary<string, double> Step(TrainingBatch batch, int step, int steps, ScheduleClock clock)
    {
        using var scope = NewDisposeScope();
        var values = new Dictionary<string, double>();
        StepContext context;
        using (Measure?.Invoke(StepPart.Forward))
        {
            context = Forward(batch, step, steps, clock);
        }

        var watch = _watched++ < WatchedSteps ? new StepWatch(context) : null;

        // min over W, γ
        _discriminator?.RequireGradients(false);
        var loss = GeneratorLoss(context, values, watch);
        foreach (var optimizer in Optimizers)
        {
            optimizer.ZeroGradients();
        }

        using (Measure?.Invoke(StepPart.Backward))
        {
            Backward(loss, context, values);
        }

        using (Measure?.Invoke(StepPart.Check))
        {
            if (!Gradients.AreFinite(_generator, _owned.Parameters))
            {
                throw Gradients.Blame(
                    Summands(),
                    _generator,
                    _owned.Parameters,
                    () => Forward(batch, step, steps, clock)
                );
            }
        }

        _discriminator?.RequireGradients(true);
        using (Measure?.Invoke(StepPart.Optimizers))
        {
            foreach (var optimizer in Optimizers)
            {
                optimizer.Step(context.LearningRateFactor);
            }
        }

        using (Measure?.Invoke(StepPart.Acts))
        using (no_grad())
        {
            foreach (var term in _terms)
            {
                term.AfterStep(_owned.Seen(term, context));
                watch?.Unchanged(term.Part);
            }
        }

        // max over θ
        if (_update is not null)
        {
            using var measured = Measure?.Invoke(StepPart.Discriminator);
            values[MetricColumns.Discriminator] = _update.Step(context, batch.Real);
        }

        return Ordered(values, context);
    }

    /// <summary>All that a resumed run needs of this object: moments, what terms own, and the pool. The tensors stay
    /// the objective's.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State() =>
        _generatorOptimizers
            .SelectMany(static optimizer => optimizer.State())
            .Concat(_owned.State())
            .Concat(_update?.State() ?? []);

    /// <summary>Restores what <see cref="State"/> gave.</summary>
    public void Load(IReadOnlyDictionary<string, Tensor> tensors)
    {
        foreach (var optimizer in _generatorOptimizers)
        {
            optimizer.Load(tensors);
        }

        _owned.Load(tensors);
        _update?.Load(tensors);
    }

    /// <summary>Takes over the moments, what terms own, and the pool of the objective of a generator that had more
    /// channels.</summary>
    /// <param name="former">The other objective.</param>
    /// <param name="left">What is left of the generator.</param>
    /// <param name="before">What was left of it then.</param>
    public void Inherit(MinimaxObjective former, ChannelCompaction left, ChannelCompaction before)
    {
        foreach (var optimizer in _generatorOptimizers)
        {
            optimizer.Inherit(
                former._generatorOptimizers.Single(other => other.Name == optimizer.Name),
                (name, moment) => left.Follow(before, name, moment)
            );
        }

        _owned.Inherit(former._owned, left, before);
        _update?.Inherit(former._update!);
        _watched = former._watched;
    }

    public void Dispose()
    {
        foreach (var optimizer in _generatorOptimizers)
        {
            optimizer.Dispose();
        }

        _owned.Dispose();
        _update?.Dispose();
    }

    // All that step with the generator.
    private IEnumerable<NamedOptimizer> Optimizers => _generatorOptimizers.Concat(_owned.Optimizers);

    private void ClaimParameters()
    {
        var owners = new Dictionary<string, string>();
        var trained = _generator.Trained().ToDictionary(static entry => entry.Name, static entry => entry.Parameter);
        foreach (var term in _terms)
        {
            var claimed = term.Claim(_generator, _settings.Phase, trained);
            if (claimed is null)
            {
                continue;
            }

            _generatorOptimizers.Add(claimed.Value.Optimizer);
            foreach (var name in claimed.Value.Claim.Parameters.Where(name => !owners.TryAdd(name, term.Name)))
            {
                throw new UserException(
                    $"The terms '{owners[name]}' and '{term.Name}' both want to train '{name}'. Turn one of them off."
                );
            }
        }

        var rest = trained
            .Where(entry => !owners.ContainsKey(entry.Key))
            .Select(static entry => (entry.Key, entry.Value));
        _generatorOptimizers.Insert(0, new NamedOptimizer("generator", rest, _settings.Generator));
    }

    private StepContext Forward(TrainingBatch batch, int step, int steps, ScheduleClock clock) =>
        new StepContexts(_generator, _teacher, _settings.Phase, _taps)
        {
            TeacherDiscriminator = TeacherDiscriminator,
        }.Of(batch, step, steps, clock);

    private Tensor? GeneratorLoss(StepContext context, Dictionary<string, double> values, StepWatch? watch)
    {
        Tensor? sum = null;
        foreach (var summand in Summands())
        {
            using var measured = Measure?.Invoke(StepPart.Of(summand));
            var loss = summand.Loss(context);
            watch?.Unchanged(summand.Part);
            if (loss is null)
            {
                continue;
            }

            values[summand.Column] = LossCheck.Finite(loss, summand.Part, GuardedTerm.At(context));
            sum = sum is null ? loss * summand.Weight : sum + (loss * summand.Weight);
        }

        values[MetricColumns.Generator] = sum is null ? 0 : LossCheck.Finite(sum, _sum, GuardedTerm.At(context));
        return sum;
    }

    private IEnumerable<Summand> Summands()
    {
        if (_discriminator is not null)
        {
            var part = _adversarial.OfGenerator;
            yield return new Summand(MetricColumns.Adversarial, part, _settings.AdversarialWeight, context =>
            {
                var phase = GuardedTerm.At(context);
                var scores = PluginCode.Run(_discriminator.Graph, "discriminator", phase, () =>
                    _discriminator.forward(
                        DiscriminatorInput.Of(_discriminator.Graph, context.Input, context.Output)
                    )
                );
                return _adversarial.Loss(loss => loss.ForGenerator(scores), scores, phase);
            });
        }

        foreach (
            var (term, weight) in _terms
                .Select(static term => (term, term.Weight()))
                .Where(static entry => entry.Item2 > 0)
        )
        {
            yield return new Summand(
                term.Name,
                term.PartWithUses,
                weight,
                context => term.Loss(_owned.Seen(term, context))
            );
        }
    }

    // Autograd does not say whose node it was that failed.
    private void Backward(Tensor? loss, StepContext context, Dictionary<string, double> values)
    {
        try
        {
            loss?.backward();
        }
        catch (Exception fault) when (_terms.Any(term => term.Part.Plugin is not null && values.ContainsKey(term.Name)))
        {
            var summands = string.Join(
                ", ",
                _terms
                    .Where(term => values.ContainsKey(term.Name))
                    .Select(static term => $"{term.Name} ({term.Part.Plugin})")
            );
            throw new PluginException(
                $"The gradient of the sum of losses, {GuardedTerm.At(context)}: {FailureText.Of(fault).Reason} The "
                    + $"summands are {summands}. "
                    + "Turn them off one by one to see whose it is: a loss must not change tensors in place. Where "
                    + "memory was short, lower data.batchSize.",
                fault
            );
        }
    }

    // What a person looks at first comes first, since a terminal is not wide: the loss, then what the terms report,
    // such as sparsity and operations left, then the single losses.
    private Dictionary<string, double> Ordered(Dictionary<string, double> losses, StepContext context) =>
        losses
            .Where(static loss => loss.Key == MetricColumns.Generator)
            .Concat(_terms.SelectMany(term => term.Values(context)))
            .Concat(losses.Where(static loss => loss.Key != MetricColumns.Generator))
            .ToDictionary(static value => value.Key, static value => value.Value);
}
