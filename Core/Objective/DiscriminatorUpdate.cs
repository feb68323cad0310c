using GsFramework.Core.Composition.Guards;
using GsFramework.Graph;
using GsFramework.Losses;
using GsFramework.Terms;
using GsFramework.Training;
using static TorchSharp.torch;

namespace GsFramework.Core.Objective;

/// <summary>max over θ: the second half of a step, which depends on the first only by the images that G made.</summary>
internal sealed class DiscriminatorUpdate : IDisposable
{
    private const string PoolName = "pool";
    private const string PoolKey = $"{PoolName}.";

    private readonly GraphModule _discriminator;
    private readonly AdversarialPart _adversarial;
    private readonly ObjectiveSettings _settings;
    private readonly ReplayPool _pool;
    private readonly NamedOptimizer _optimizer;
    private readonly bool _inOnePass;

    /// <summary>Prepares it.</summary>
    /// <param name="discriminator">D; it stays the caller's.</param>
    /// <param name="adversarial">L_GAN.</param>
    /// <param name="settings">Of the objective.</param>
    public DiscriminatorUpdate(GraphModule discriminator, AdversarialPart adversarial, ObjectiveSettings settings)
    {
        (_discriminator, _adversarial, _settings) = (discriminator, adversarial, settings);
        _pool = new ReplayPool(settings.PoolSize);
        _inOnePass =
            settings.JudgesInOnePass && discriminator.Graph.Nodes.All(static node => !node.Layer.MixesImages);
        _optimizer = new NamedOptimizer("discriminator", discriminator.Trained(), settings.Discriminator);
    }

    /// <summary>One update of θ by the images that G made before its own.</summary>
    /// <param name="context">The step.</param>
    /// <param name="real">The real images (N, C, H, W).</param>
    /// <returns>D's loss.</returns>
    /// <exception cref="UserException">The loss or a gradient is NaN or infinite, or a part has failed.</exception>
    public double Step(StepContext context, Tensor real)
    {
        var phase = GuardedTerm.At(context);
        var (onReal, onMade) = PluginCode.Run(_discriminator.Graph, "discriminator", phase, () =>
            Scores(Shown(context.Input, real), Made(context))
        );
        var loss = _adversarial.Loss(loss => loss.ForDiscriminator(onReal, onMade), onMade, phase);
        var value = LossCheck.Finite(loss, _adversarial.OfDiscriminator, phase);
        _optimizer.ZeroGradients();
        loss.backward();
        if (!Gradients.AreFinite(_discriminator))
        {
            throw Gradients.NotFinite(_adversarial.OfDiscriminator, phase);
        }

        _optimizer.Step(context.LearningRateFactor);
        return value;
    }

    /// <summary>All that a resumed run needs of this object: moments and pool. The tensors stay this
    /// object's.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State() =>
        _optimizer
            .State()
            .Concat(_pool.Images.Select(static (image, i) => KeyValuePair.Create($"{PoolKey}{i:D5}", image)));

    /// <summary>Restores what <see cref="State"/> gave.</summary>
    public void Load(IReadOnlyDictionary<string, Tensor> tensors)
    {
        _optimizer.Load(tensors);
        _pool.Load(
            tensors
                .Where(static entry => entry.Key.StartsWith(PoolKey, StringComparison.Ordinal))
                .OrderBy(static entry => entry.Key, StringComparer.Ordinal)
                .Select(static entry => entry.Value)
        );
    }

    /// <summary>Takes over moments and pool of the update of the same discriminator by another objective.</summary>
    public void Inherit(DiscriminatorUpdate former)
    {
        _optimizer.Inherit(former._optimizer, static (_, moment) => moment.clone());
        _pool.Load(former._pool.Images);
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _pool.Dispose();
    }

    private Tensor Shown(Tensor input, Tensor image) => DiscriminatorInput.Of(_discriminator.Graph, input, image);

    // The pool holds what D judges: to a conditional one, an older output comes with its own input.
    private Tensor Made(StepContext context) =>
        _pool.Exchange(
            Shown(context.Input, context.Output),
            StepRandom.Of(_settings.Seed, PoolName, context.Step)
        );

    // In one pass D's kernels are brought into the order that the convolutions want once, not twice, and once back.
    private (Tensor Real, Tensor Made) Scores(Tensor real, Tensor made)
    {
        if (!_inOnePass || !real.shape.SequenceEqual(made.shape))
        {
            return (_discriminator.forward(real), _discriminator.forward(made));
        }

        var scores = _discriminator.forward(cat([real, made], 0)).split(real.shape[0]);
        return (scores[0], scores[1]);
    }
}
