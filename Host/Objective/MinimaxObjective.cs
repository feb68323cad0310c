using GsFramework.Graph;
using GsFramework.Losses;
using GsFramework.Terms;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Objective;

/// <summary>
/// The problem of GAN Slimming,
/// <code>min over W, γ   max over θ   L_GAN(W, γ, θ) + Σ over terms  weight · loss</code>
/// and one step of its solution. It sums terms and never knows which ones there are.
/// </summary>
internal sealed class MinimaxObjective : IDisposable
{
    private readonly ObjectiveSettings _settings;
    private readonly GraphModule _generator;
    private readonly GraphModule? _teacher;
    private readonly GraphModule? _discriminator;
    private readonly IAdversarialLoss _adversarial;
    private readonly IReadOnlyList<ICompressionTerm> _terms;
    private readonly List<NamedOptimizer> _generatorOptimizers = [];
    private readonly NamedOptimizer? _discriminatorOptimizer;
    private readonly ReplayPool _pool;
    private readonly string[] _taps;

    /// <summary>Composes the objective. The networks and terms stay the caller's.</summary>
    /// <param name="generator">G, in training.</param>
    /// <param name="teacher">G0, needed only where a term taps layers.</param>
    /// <param name="discriminator">D, or null to train without the minimax game.</param>
    /// <param name="adversarial">L_GAN.</param>
    /// <param name="terms">The other summands.</param>
    /// <param name="settings">Learning rates and the like.</param>
    public MinimaxObjective(
        GraphModule generator, GraphModule? teacher, GraphModule? discriminator, IAdversarialLoss adversarial,
        IReadOnlyList<ICompressionTerm> terms, ObjectiveSettings settings)
    {
        (_generator, _teacher, _discriminator, _adversarial, _terms, _settings) =
            (generator, teacher, discriminator, adversarial, terms, settings);
        _pool = new ReplayPool(settings.PoolSize);
        _taps = [.. terms.SelectMany(Taps).Distinct()];
        ClaimParameters();
        if (discriminator is not null)
        {
            _discriminatorOptimizer = new NamedOptimizer("discriminator", discriminator.Trained(), settings.Discriminator);
        }
    }

    /// <summary>The teacher's discriminator for terms that ask for it, or null.</summary>
    public GraphModule? TeacherDiscriminator { get; init; }

    /// <summary>True when slimming may end: every term that has a goal has reached it, and at least one has.</summary>
    public bool IsFinished
    {
        get
        {
            var goals = _terms.OfType<IEndsSlimming>().ToArray();
            return _settings.Phase == TrainingPhase.Slim && goals.Length > 0 && goals.All(static goal => goal.IsFinished);
        }
    }

    /// <summary>One update of G (all terms, from the same gradients), the terms' own acts, then one update of D on the
    /// images that G made before its update.</summary>
    /// <returns>The values to be shown, by name.</returns>
    /// <exception cref="UserException">A loss is NaN or infinite; nothing has been updated by it.</exception>
    public IReadOnlyDictionary<string, double> Step(TrainingBatch batch, int step, int steps, ScheduleClock clock)
    {
        using var scope = NewDisposeScope();
        var values = new Dictionary<string, double>();
        var context = Forward(batch, step, steps, clock);

        // min over W, γ
        _discriminator?.RequireGradients(false);
        var loss = GeneratorLoss(context, values);
        foreach (var optimizer in _generatorOptimizers)
        {
            optimizer.ZeroGradients();
        }

        loss?.backward();
        _discriminator?.RequireGradients(true);
        foreach (var optimizer in _generatorOptimizers)
        {
            optimizer.Step(context.LearningRateFactor);
        }

        using (no_grad())
        {
            foreach (var term in _terms.OfType<IActsAfterStep>())
            {
                term.AfterStep(context);
            }
        }

        // max over θ
        if (_discriminator is not null)
        {
            var fake = _pool.Exchange(context.Output, StepRandom.Of(_settings.Seed, "pool", step));
            var discriminatorLoss = _adversarial.ForDiscriminator(_discriminator.forward(batch.Real), _discriminator.forward(fake));
            values["lossD"] = Finite(discriminatorLoss, "the discriminator's adversarial loss", step);
            _discriminatorOptimizer!.ZeroGradients();
            discriminatorLoss.backward();
            _discriminatorOptimizer.Step(context.LearningRateFactor);
        }

        return Ordered(values);
    }

    /// <summary>All that a resumed run needs of this object: moments and pool. The tensors stay the objective's.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State() =>
        Optimizers().SelectMany(static optimizer => optimizer.State())
            .Concat(_pool.Images.Select(static (image, i) => KeyValuePair.Create($"pool.{i:D5}", image)));

    /// <summary>Restores what <see cref="State"/> gave.</summary>
    public void Load(IReadOnlyDictionary<string, Tensor> tensors)
    {
        foreach (var optimizer in Optimizers())
        {
            optimizer.Load(tensors);
        }

        _pool.Load(tensors.Where(static entry => entry.Key.StartsWith("pool.", StringComparison.Ordinal))
            .OrderBy(static entry => entry.Key, StringComparer.Ordinal)
            .Select(static entry => entry.Value));
    }

    public void Dispose()
    {
        foreach (var optimizer in Optimizers())
        {
            optimizer.Dispose();
        }

        _pool.Dispose();
    }

    private IEnumerable<NamedOptimizer> Optimizers() =>
        _discriminatorOptimizer is null ? _generatorOptimizers : _generatorOptimizers.Append(_discriminatorOptimizer);

    private IReadOnlyCollection<string> Taps(ICompressionTerm term)
    {
        var taps = (term as ITapsLayers)?.Taps(_generator.Graph) ?? [];
        foreach (var tap in taps)
        {
            if (!_generator.Graph.Contains(tap) || _teacher?.Graph.Contains(tap) == false)
            {
                var whose = _generator.Graph.Contains(tap) ? "the teacher" : "the generator";
                throw new UserException(
                    $"The term '{term.Name}' compares the outputs of the layer '{tap}', but {whose} has no such layer. Name layers that both have, or turn the term off.");
            }
        }

        return taps;
    }

    private void ClaimParameters()
    {
        var owners = new Dictionary<string, string>();
        var trained = _generator.Trained().ToDictionary(static entry => entry.Name, static entry => entry.Parameter);
        foreach (var term in _terms)
        {
            if ((term as IClaimsParameters)?.Claim(_generator, _settings.Phase) is not { } claim)
            {
                continue;
            }

            foreach (var name in claim.Parameters.Where(name => !owners.TryAdd(name, term.Name)))
            {
                throw new UserException($"The terms '{owners[name]}' and '{term.Name}' both want to train '{name}'. Turn one of them off.");
            }

            _generatorOptimizers.Add(new NamedOptimizer(
                term.Name, claim.Parameters.Select(name => (name, trained[name])), claim.Optimizer));
        }

        var rest = trained.Where(entry => !owners.ContainsKey(entry.Key)).Select(static entry => (entry.Key, entry.Value));
        _generatorOptimizers.Insert(0, new NamedOptimizer("generator", rest, _settings.Generator));
    }

    private StepContext Forward(TrainingBatch batch, int step, int steps, ScheduleClock clock)
    {
        var (output, taps) = _generator.Forward(batch.Input, _taps);
        var features = new Dictionary<string, (Tensor, Tensor)>();
        if (_taps.Length > 0)
        {
            using var noGrad = no_grad();
            var teacherTaps = _teacher!.Features(batch.Input, _taps);
            foreach (var tap in _taps)
            {
                features[tap] = (taps[tap], teacherTaps[tap]);
            }
        }

        return new StepContext
        {
            Phase = _settings.Phase,
            Step = step,
            Steps = steps,
            Clock = clock,
            LearningRateFactor = clock.Cosine,
            Generator = _generator,
            Input = batch.Input,
            Output = output,
            TeacherOutput = batch.Teacher,
            Truth = batch.Truth,
            TeacherDiscriminator = TeacherDiscriminator,
            Features = features,
        };
    }

    private Tensor? GeneratorLoss(StepContext context, Dictionary<string, double> values)
    {
        Tensor? sum = null;
        if (_discriminator is not null)
        {
            var adversarial = _adversarial.ForGenerator(_discriminator.forward(context.Output));
            values["lossGan"] = Finite(adversarial, "the generator's adversarial loss", context.Step);
            sum = adversarial * _settings.AdversarialWeight;
        }

        foreach (var term in _terms.Where(static term => term.Weight > 0))
        {
            if (LossOf(term, context) is not { } loss)
            {
                continue;
            }

            values[term.Name] = Finite(loss, $"the loss of the term '{term.Name}'", context.Step);
            sum = sum is null ? loss * term.Weight : sum + (loss * term.Weight);
        }

        values["lossG"] = sum?.item<float>() ?? 0;
        return sum;
    }

    // A fault of somebody's term must not look like one of the framework.
    private static Tensor? LossOf(ICompressionTerm term, StepContext context)
    {
        Tensor? loss;
        try
        {
            loss = term.Loss(context);
        }
        catch (Exception fault) when (fault is not (UserException or OperationCanceledException))
        {
            throw new UserException(
                $"The loss of the term '{term.Name}' failed in step {context.Step}: {fault.Message} Turn the term off, or ask its author.", fault);
        }

        return loss is null || loss.numel() == 1
            ? loss
            : throw new UserException(
                $"The loss of the term '{term.Name}' is [{string.Join(", ", loss.shape)}], not a scalar. Turn the term off, or ask its author.");
    }

    // What a person looks at first comes first, since a terminal is not wide: the loss, then what the terms report, such as
    // sparsity and operations left, then the single losses.
    private Dictionary<string, double> Ordered(Dictionary<string, double> losses)
    {
        var reported = _terms.SelectMany(static term => ((term as IReportsValues)?.Values ?? [])
            .Select(value => KeyValuePair.Create($"{term.Name}.{value.Key}", value.Value)));
        return losses.Where(static loss => loss.Key == "lossG")
            .Concat(reported)
            .Concat(losses.Where(static loss => loss.Key != "lossG"))
            .ToDictionary(static value => value.Key, static value => value.Value);
    }

    private static double Finite(Tensor loss, string what, int step)
    {
        var value = loss.item<float>();
        return float.IsFinite(value)
            ? value
            : throw new UserException(
                $"In step {step}, {what} became {value}. The run has stopped; its last checkpoint, if there was one yet, is kept. "
                + "Lower the learning rate or the term's weight: for a new run in the configuration, for 'gs resume' in config.resolved.json.");
    }
}
