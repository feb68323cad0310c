using GsFramework.Core.Objective;
using GsFramework.Graph;
using GsFramework.Losses;
using GsFramework.Models.Discriminators;
using GsFramework.Terms;
using GsFramework.Tests.Core.Composition.Guards;
using GsFramework.Tests.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Objective;

/// <summary>An objective of a test's own terms, and of its own adversarial loss or none.</summary>
internal sealed class SmallObjective : IDisposable
{
    private readonly GraphModule? _discriminator;

    public SmallObjective(params ICompressionTerm[] terms)
        : this(TrainingPhase.Slim, null, terms) { }

    public SmallObjective(TrainingPhase phase, IAdversarialLoss? adversarial, params ICompressionTerm[] terms)
    {
        Generator = Live(Networks.CycleGan(width: 2, blocks: 1));
        _discriminator = adversarial is null
            ? null
            : Live(new PatchGan(new PatchGanOptions { Width = 2, Layers = 1 }).Create());
        Images = Networks.Image(16, seed: 3);
        var adam = new OptimizerSettings(OptimizerKind.Adam, 1e-3, 0.5);
        Objective = new MinimaxObjective(
            Generator,
            null,
            _discriminator,
            adversarial!,
            [.. terms.Select(GuardedTerms.Of)],
            new ObjectiveSettings(phase, 1, AdversarialWeight: 5, PoolSize: 2, adam, adam)
        )
        {
            TeacherDiscriminator = _discriminator,
        };
    }

    public GraphModule Generator { get; }

    public GraphModule Discriminator => _discriminator!;

    public MinimaxObjective Objective { get; }

    public Tensor Images { get; }

    public IReadOnlyDictionary<string, double> Step(int step) =>
        Objective.Step(new TrainingBatch(Images, Images, Images), step, 10, new ScheduleClock(step, 10));

    public void Dispose()
    {
        Objective.Dispose();
        Images.Dispose();
        Generator.Dispose();
        _discriminator?.Dispose();
    }

    private static GraphModule Live(NetworkGraph graph)
    {
        using var weights = Networks.RandomWeights(graph, seed: 1);
        return new GraphModule(graph, weights);
    }
}
