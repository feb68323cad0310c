using GsFramework.Graph;
using GsFramework.Host.Objective;
using GsFramework.Losses;
using GsFramework.Terms;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Teaching;

/// <summary>
/// CycleGAN (Zhu et al., ICCV 2017) on unpaired images a of A and b of B, generators G: A → B and F: B → A:
/// <code>L = L_GAN(G, D_B) + L_GAN(F, D_A) + λ_A·|F(G(a) + n) - a| + λ_B·|G(F(b) + n) - b|
///     + λ_id·(λ_B·|G(b) - b| + λ_A·|F(a) - a|)</code>
/// The noise n keeps a generator from hiding what it has left out, such as colours, in faint patterns from which the other
/// one could restore it (Chu et al., "CycleGAN, a Master of Steganography", 2017; Bashkirova et al., 2019).
/// </summary>
internal sealed class CycleGanObjective : IDisposable
{
    private readonly CycleGanNetworks _networks;
    private readonly IAdversarialLoss _adversarial;
    private readonly CycleGanWeights _weights;
    private readonly int _seed;
    private readonly NamedOptimizer _generators;
    private readonly NamedOptimizer _discriminators;
    private readonly ReplayPool _poolA;
    private readonly ReplayPool _poolB;

    public CycleGanObjective(
        CycleGanNetworks networks, IAdversarialLoss adversarial, CycleGanWeights weights, double learningRate, int poolSize, int seed)
    {
        (_networks, _adversarial, _weights, _seed) = (networks, adversarial, weights, seed);
        var adam = new OptimizerSettings(OptimizerKind.Adam, learningRate, Momentum: 0.5);
        _generators = new NamedOptimizer("generators", Named("G", networks.G).Concat(Named("F", networks.F)), adam);
        _discriminators = new NamedOptimizer("discriminators", Named("DA", networks.DA).Concat(Named("DB", networks.DB)), adam);
        (_poolA, _poolB) = (new ReplayPool(poolSize), new ReplayPool(poolSize));
    }

    /// <summary>One update of both generators, then of both discriminators.</summary>
    /// <param name="a">Images of A (N, C, H, W) in [-1, 1].</param>
    /// <param name="b">Images of B.</param>
    /// <param name="step">The step's number.</param>
    /// <param name="learningRateFactor">Of the schedule.</param>
    /// <exception cref="UserException">A loss is NaN or infinite; nothing has been updated by it.</exception>
    public IReadOnlyDictionary<string, double> Step(Tensor a, Tensor b, int step, double learningRateFactor)
    {
        using var scope = NewDisposeScope();
        var (fakeB, fakeA) = (_networks.G.forward(a), _networks.F.forward(b));

        _networks.RequireDiscriminatorGradients(false);
        var gan = _adversarial.ForGenerator(_networks.DB.forward(fakeB)) + _adversarial.ForGenerator(_networks.DA.forward(fakeA));
        using var random = new Generator((ulong)StepRandom.Of(_seed, "noise", step).Next(), CPU);
        var cycleA = L1(_networks.F.forward(Noisy(fakeB, random)), a);
        var cycleB = L1(_networks.G.forward(Noisy(fakeA, random)), b);
        var loss = gan + (cycleA * _weights.CycleA) + (cycleB * _weights.CycleB);
        if (_weights.Identity > 0)
        {
            var identity = (L1(_networks.G.forward(b), b) * _weights.CycleB) + (L1(_networks.F.forward(a), a) * _weights.CycleA);
            loss += identity * _weights.Identity;
        }

        var values = new Dictionary<string, double>
        {
            ["lossG"] = Finite(loss, "the generators' loss", step),
            ["lossGan"] = gan.item<float>(),
            ["cycleA"] = cycleA.item<float>(),
            ["cycleB"] = cycleB.item<float>(),
        };
        _generators.ZeroGradients();
        loss.backward();
        _generators.Step(learningRateFactor);
        _networks.RequireDiscriminatorGradients(true);

        var lossD = Discriminate(_networks.DB, b, _poolB.Exchange(fakeB, StepRandom.Of(_seed, "poolB", step)))
            + Discriminate(_networks.DA, a, _poolA.Exchange(fakeA, StepRandom.Of(_seed, "poolA", step)));
        values["lossD"] = Finite(lossD, "the discriminators' loss", step);
        _discriminators.ZeroGradients();
        lossD.backward();
        _discriminators.Step(learningRateFactor);
        return values;
    }

    /// <summary>Moments and pools. The tensors stay the objective's.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State() =>
        _generators.State().Concat(_discriminators.State()).Concat(Pool("poolA.", _poolA)).Concat(Pool("poolB.", _poolB));

    /// <summary>Restores what <see cref="State"/> gave.</summary>
    public void Load(IReadOnlyDictionary<string, Tensor> tensors)
    {
        _generators.Load(tensors);
        _discriminators.Load(tensors);
        foreach (var (prefix, pool) in new[] { ("poolA.", _poolA), ("poolB.", _poolB) })
        {
            pool.Load(tensors.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
                .OrderBy(static entry => entry.Key, StringComparer.Ordinal)
                .Select(static entry => entry.Value));
        }
    }

    public void Dispose()
    {
        _generators.Dispose();
        _discriminators.Dispose();
        _poolA.Dispose();
        _poolB.Dispose();
    }

    private Tensor Discriminate(GraphModule discriminator, Tensor real, Tensor fake) =>
        _adversarial.ForDiscriminator(discriminator.forward(real), discriminator.forward(fake));

    private Tensor Noisy(Tensor image, Generator random) => _weights.Noise == 0
        ? image
        : image + (randn(image.shape, generator: random).to(image.device) * _weights.Noise);

    private static Tensor L1(Tensor left, Tensor right) => (left - right).abs().mean();

    private static IEnumerable<(string, TorchSharp.Modules.Parameter)> Named(string network, GraphModule module) =>
        module.Trained().Select(entry => ($"{network}.{entry.Name}", entry.Parameter));

    private static IEnumerable<KeyValuePair<string, Tensor>> Pool(string prefix, ReplayPool pool) =>
        pool.Images.Select((image, i) => KeyValuePair.Create($"{prefix}{i:D5}", image));

    private static double Finite(Tensor loss, string what, int step)
    {
        var value = loss.item<float>();
        return float.IsFinite(value)
            ? value
            : throw new UserException($"In step {step}, {what} became {value}. The run has stopped; its last checkpoint, if there was one yet, is kept. Lower teacher.learningRate: for a new run in the configuration, for 'gs resume' in config.resolved.json.");
    }
}

/// <summary>The factors of the CycleGAN loss.</summary>
/// <param name="CycleA">λ_A, of the way A → B → A.</param>
/// <param name="CycleB">λ_B, of the way B → A → B.</param>
/// <param name="Identity">λ_id, relative to the cycle losses; 0 for none.</param>
/// <param name="Noise">Standard deviation of n, in the images' range [-1, 1].</param>
internal sealed record CycleGanWeights(double CycleA, double CycleB, double Identity, double Noise);
