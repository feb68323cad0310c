using GsFramework.Graph;
using GsFramework.Losses;
using GsFramework.Teaching;
using GsFramework.Terms;
using GsFramework.Training;
using TorchSharp;
using static GsFramework.Teachers.TeacherLoss;
using static TorchSharp.torch;

namespace GsFramework.Teachers.CycleGan;

/// <summary>
/// CycleGAN (Zhu et al., ICCV 2017) on unpaired images a of A and b of B, generators G: A → B and F: B → A:
/// <code>L = L_GAN(G, D_B) + L_GAN(F, D_A) + λ_A·|F(G(a) + n) - a| + λ_B·|G(F(b) + n) - b|
///     + λ_id·(λ_B·|G(b) - b| + λ_A·|F(a) - a|)</code>
/// The noise n keeps a generator from hiding what it has left out, such as colours, in faint patterns from which the
/// other one could restore it (Chu et al., "CycleGAN, a Master of Steganography", 2017; Bashkirova et al., 2019).
/// </summary>
internal sealed class CycleGanObjective : ITeacherObjective
{
    private readonly CycleGanNetworks _networks;
    private readonly IAdversarialLoss _adversarial;
    private readonly CycleGanMethodOptions _options;
    private readonly int _seed;
    private readonly NamedOptimizer _generators;
    private readonly NamedOptimizer _discriminators;
    private readonly ReplayPool _poolA;
    private readonly ReplayPool _poolB;

    /// <summary>Takes the networks over.</summary>
    public CycleGanObjective(
        CycleGanNetworks networks,
        IAdversarialLoss adversarial,
        CycleGanMethodOptions options,
        double learningRate,
        int seed
    )
    {
        (_networks, _adversarial, _options, _seed) = (networks, adversarial, options, seed);
        var adam = new OptimizerSettings(OptimizerKind.Adam, learningRate, Momentum: 0.5);
        _generators = new NamedOptimizer("generators", Named("G", networks.G).Concat(Named("F", networks.F)), adam);
        _discriminators = new NamedOptimizer(
            "discriminators",
            Named("DA", networks.DA).Concat(Named("DB", networks.DB)),
            adam
        );
        (_poolA, _poolB) = (new ReplayPool(options.PoolSize), new ReplayPool(options.PoolSize));
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, GraphModule Module)> Networks => _networks.All;

    /// <inheritdoc/>
    public IReadOnlyList<KeptNetwork> Kept =>
        [
            new("model", _networks.G, IsAveraged: true),
            new("discriminator", _networks.DB, IsAveraged: false),
            new("reverse/model", _networks.F, IsAveraged: true),
            new("reverse/discriminator", _networks.DA, IsAveraged: false),
        ];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Step(Tensor a, Tensor b, int step, double learningRateFactor)
    {
        using var scope = NewDisposeScope();
        var (fakeB, fakeA) = (_networks.G.forward(a), _networks.F.forward(b));

        _networks.RequireDiscriminatorGradients(false);
        var gan =
            _adversarial.ForGenerator(_networks.DB.forward(fakeB))
            + _adversarial.ForGenerator(_networks.DA.forward(fakeA));
        using var random = new Generator((ulong)StepRandom.Of(_seed, "noise", step).Next(), CPU);
        var cycleA = L1(_networks.F.forward(Noisy(fakeB, random)), a);
        var cycleB = L1(_networks.G.forward(Noisy(fakeA, random)), b);
        var loss = gan + (cycleA * _options.CycleWeightA) + (cycleB * _options.CycleWeightB);
        if (_options.IdentityWeight > 0)
        {
            var identity =
                (L1(_networks.G.forward(b), b) * _options.CycleWeightB)
                + (L1(_networks.F.forward(a), a) * _options.CycleWeightA);
            loss += identity * _options.IdentityWeight;
        }

        var values = new Dictionary<string, double>
        {
            ["lossG"] = loss.item<float>(),
            ["lossGan"] = gan.item<float>(),
            ["cycleA"] = cycleA.item<float>(),
            ["cycleB"] = cycleB.item<float>(),
        };
        _generators.ZeroGradients();
        loss.backward();
        _generators.Step(learningRateFactor);
        _networks.RequireDiscriminatorGradients(true);

        var lossD =
            Discriminate(_networks.DB, b, _poolB.Exchange(fakeB, StepRandom.Of(_seed, "poolB", step)))
            + Discriminate(_networks.DA, a, _poolA.Exchange(fakeA, StepRandom.Of(_seed, "poolA", step)));
        values["lossD"] = lossD.item<float>();
        _discriminators.ZeroGradients();
        lossD.backward();
        _discriminators.Step(learningRateFactor);
        return values;
    }

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, Tensor>> State() =>
        _generators
            .State()
            .Concat(_discriminators.State())
            .Concat(Pool("poolA.", _poolA))
            .Concat(Pool("poolB.", _poolB));

    /// <inheritdoc/>
    public void Load(IReadOnlyDictionary<string, Tensor> tensors)
    {
        _generators.Load(tensors);
        _discriminators.Load(tensors);
        foreach (var (prefix, pool) in new[] { ("poolA.", _poolA), ("poolB.", _poolB) })
        {
            pool.Load(
                tensors
                    .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
                    .OrderBy(static entry => entry.Key, StringComparer.Ordinal)
                    .Select(static entry => entry.Value)
            );
        }
    }

    public void Dispose()
    {
        _generators.Dispose();
        _discriminators.Dispose();
        _poolA.Dispose();
        _poolB.Dispose();
        _networks.Dispose();
    }

    private Tensor Discriminate(GraphModule discriminator, Tensor real, Tensor fake) =>
        _adversarial.ForDiscriminator(discriminator.forward(real), discriminator.forward(fake));

    private Tensor Noisy(Tensor image, Generator random) =>
        _options.CycleNoise == 0
            ? image
            : image + (randn(image.shape, generator: random).to(image.device) * _options.CycleNoise);

    private static IEnumerable<KeyValuePair<string, Tensor>> Pool(string prefix, ReplayPool pool) =>
        pool.Images.Select((image, i) => KeyValuePair.Create($"{prefix}{i:D5}", image));
}
