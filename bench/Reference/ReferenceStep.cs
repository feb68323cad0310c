using GsFramework.Core.Objective;
using GsFramework.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GsFramework.Bench.Reference;

/// <summary>
/// One step as the GAN Slimming code makes it, on the same kernels: G in fp32 with the distance and D's judgement, one
/// way back through all of it, Adam for W and SGD for γ, the proximal step tensor by tensor, then D on the real and on
/// the made images in passes of their own. D's parameters get gradients in G's half too.
/// </summary>
internal sealed class ReferenceStep : IDisposable
{
    private readonly Sequential _generator;
    private readonly Sequential _discriminator;
    private readonly ReferenceSettings _settings;
    private readonly optim.Optimizer _weights;
    private readonly optim.Optimizer _scales;
    private readonly optim.Optimizer _judge;
    private readonly InstanceNorm2d[] _norms;
    private readonly ReplayPool _pool;
    private int _step;

    /// <summary>Prepares to train. The networks remain the caller's.</summary>
    public ReferenceStep(Sequential generator, Sequential discriminator, ReferenceSettings settings)
    {
        (_generator, _discriminator, _settings) = (generator, discriminator, settings);
        _norms =
        [
            .. generator.modules().OfType<InstanceNorm2d>().Where(static norm => norm.affine),
        ];
        var gammas = generator
            .named_parameters()
            .Where(static entry => entry.name.EndsWith("weight", StringComparison.Ordinal))
            .Select(static entry => entry.parameter)
            .Where(static parameter => parameter.dim() == 1)
            .ToArray();
        var rest = generator.named_parameters().Where(static entry =>
            entry.parameter.dim() != 1 || entry.name.EndsWith("bias", StringComparison.Ordinal)
        );
        _weights = NewAdam(rest.Select(static entry => entry.parameter));
        _scales = optim.SGD(gammas, settings.ScaleRate, settings.Momentum);
        _judge = NewAdam(discriminator.parameters());
        _pool = new ReplayPool(settings.PoolSize);
    }

    /// <summary>Marks a <see cref="StepPart"/> for whoever measures it.</summary>
    public Func<string, IDisposable?>? Measure { get; init; }

    /// <summary>One update of G and of D.</summary>
    /// <param name="input">x.</param>
    /// <param name="teacher">G0(x), which is also what D takes for real.</param>
    /// <param name="factor">Of the learning rates in this step.</param>
    /// <param name="proximalFactor">Of γ's learning rate in the threshold.</param>
    /// <returns>The losses of G, of D in G's half, and of D.</returns>
    public (double Generator, double Judgement, double Discriminator) Step(
        Tensor input,
        Tensor teacher,
        double factor = 1,
        double proximalFactor = 1
    )
    {
        using var scope = NewDisposeScope();
        Schedule(factor);
        _weights.zero_grad();
        _scales.zero_grad();
        Tensor output, distance, judgement, loss;
        using (Measure?.Invoke(StepPart.Forward))
        {
            output = _generator.forward(input);
        }

        using (Measure?.Invoke(StepPart.Distance))
        {
            distance = nn.functional.mse_loss(output, teacher);
        }

        using (Measure?.Invoke(StepPart.Judgement))
        {
            var scores = Scores(output);
            judgement = nn.functional.mse_loss(scores, ones_like(scores));
        }

        using (Measure?.Invoke(StepPart.Backward))
        {
            loss = (distance * _settings.Beta) + judgement;
            loss.backward();
        }

        using (Measure?.Invoke(StepPart.Optimizers))
        {
            _weights.step();
            _scales.step();
        }

        var (generatorLoss, judgementLoss) = (loss.item<float>(), judgement.item<float>());
        using (Measure?.Invoke(StepPart.Acts))
        {
            Shrink(_settings.Rho * _settings.ScaleRate * proximalFactor);
        }

        using var measured = Measure?.Invoke(StepPart.Discriminator);
        return (generatorLoss, judgementLoss, Judge(output, teacher));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _weights.Dispose();
        _scales.Dispose();
        _judge.Dispose();
        _pool.Dispose();
    }

    private double Judge(Tensor output, Tensor teacher)
    {
        _judge.zero_grad();
        var onReal = Scores(teacher);
        var lossOnReal = nn.functional.mse_loss(onReal, ones_like(onReal));
        var made = _pool.Exchange(output, StepRandom.Of(_settings.Seed, "pool", _step++));
        var onMade = Scores(made.detach());
        var lossOnMade = nn.functional.mse_loss(onMade, zeros_like(onMade));
        var loss = (lossOnReal + lossOnMade) * 0.5;
        loss.backward();
        _judge.step();
        return loss.item<float>();
    }

    // The code averages the patches to one score an image.
    private Tensor Scores(Tensor images)
    {
        var patches = _discriminator.forward(images);
        return nn.functional.avg_pool2d(patches, [patches.shape[2], patches.shape[3]]).view(patches.shape[0], -1);
    }

    private void Shrink(double threshold)
    {
        using var noGrad = no_grad();
        foreach (var norm in _norms)
        {
            var scale = norm.weight!;
            scale.copy_(scale.sign() * (scale.abs() - threshold).clamp(min: 0));
        }
    }

    private void Schedule(double factor)
    {
        foreach (
            var (optimizer, rate) in new[]
            {
                (_weights, _settings.LearningRate),
                (_scales, _settings.ScaleRate),
                (_judge, _settings.LearningRate),
            }
        )
        {
            foreach (var group in optimizer.ParamGroups)
            {
                group.LearningRate = rate * factor;
            }
        }
    }

    private Adam NewAdam(IEnumerable<Parameter> parameters) =>
        optim.Adam(parameters, _settings.LearningRate, 0.5, 0.999, weight_decay: _settings.WeightDecay);
}
