using GsFramework.ChannelPruning;
using GsFramework.Core.Composition.Guards;
using GsFramework.Core.Objective;
using GsFramework.Distillation;
using GsFramework.Graph;
using GsFramework.Losses;
using GsFramework.Models;
using GsFramework.Models.Discriminators;
using GsFramework.Models.Generators;
using GsFramework.Quantization;
using GsFramework.Terms;
using GsFramework.Tests.Core.Composition.Guards;
using GsFramework.Tests.Plugins;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Objective;

/// <summary>The whole objective, with every built-in term and what a test adds, on a network of a few
/// channels.</summary>
internal sealed class TinyObjective : IDisposable
{
    public const int PoolSize = 3;

    private readonly PluginParts _parts = new(
        new DistillationModule(),
        new ChannelPruningModule(),
        new QuantizationModule(),
        new ModelsModule()
    );

    private readonly GuardedTerm[] _guarded;
    private readonly Func<GraphModule, MinimaxObjective> _of;

    public TinyObjective(params ICompressionTerm[] more)
        : this(steps: 50, more) { }

    public TinyObjective(int steps, params ICompressionTerm[] more)
        : this(
            new CycleGanResNet(new CycleGanResNetOptions { Width = 4, Blocks = 1 }).Create(),
            isQuantized: true,
            steps,
            more
        )
    { }

    public TinyObjective(NetworkGraph generator, bool isQuantized, int steps, params ICompressionTerm[] more)
    {
        Steps = steps;
        Terms =
        [
            _parts.Create<ICompressionTerm>("distillation", new DistillationOptions()),
            _parts.Create<ICompressionTerm>("channel-pruning", new ChannelPruningOptions { Rho = 0.01 }),
            .. isQuantized
                ? [_parts.Create<ICompressionTerm>("quantization", new QuantizationOptions())]
                : Array.Empty<ICompressionTerm>(),
            .. more,
        ];
        var graph = Terms
            .OfType<IRewritesGenerator>()
            .Aggregate(generator, static (graph, term) => term.Rewrite(graph));
        var judge = new PatchGan(new PatchGanOptions { Width = 4, Layers = 2 }).Create();
        using var weights = GraphWeights.Initialize(graph, 1);
        using var judgeWeights = GraphWeights.Initialize(judge, 2);
        Generator = new GraphModule(graph, weights);
        Discriminator = new GraphModule(judge, judgeWeights);
        using var random = new Generator(7, CPU);
        Images = rand([2, 3, 16, 16], generator: random).DetachFromDisposeScope();
        foreach (var term in Terms.OfType<IPreparesGenerator>())
        {
            term.Prepare(Generator, [Images]);
        }

        var adam = new OptimizerSettings(OptimizerKind.Adam, 1e-3, 0.5);
        _guarded = [.. Terms.Select(GuardedTerms.Of)];
        _of = network => new MinimaxObjective(
            network,
            null,
            Discriminator,
            _parts.Create<IAdversarialLoss>("least-squares"),
            _guarded,
            new ObjectiveSettings(TrainingPhase.Slim, 1, 1, PoolSize, adam, adam)
        );
        Objective = _of(Generator);
    }

    /// <summary>The same without quantisers.</summary>
    public static TinyObjective Plain() =>
        new(
            new CycleGanResNet(new CycleGanResNetOptions { Width = 4, Blocks = 1 }).Create(),
            isQuantized: false,
            steps: 50
        );

    public int Steps { get; }

    public IReadOnlyList<ICompressionTerm> Terms { get; }

    public GraphModule Generator { get; }

    public GraphModule Discriminator { get; }

    public MinimaxObjective Objective { get; }

    public Tensor Images { get; }

    /// <summary>The generator with an objective of its own, of which channels can leave.</summary>
    public CompactingGenerator Compacting() => new(Generator, _guarded, _of);

    public IReadOnlyDictionary<string, double> Step(int step) => Step(Objective, step);

    public IReadOnlyDictionary<string, double> Step(MinimaxObjective objective, int step) =>
        objective.Step(new TrainingBatch(Images, Images, Images), step, Steps, new ScheduleClock(step, Steps));

    public void Dispose()
    {
        Images.Dispose();
        Objective.Dispose();
        Generator.Dispose();
        Discriminator.Dispose();
        _parts.Dispose();
    }
}
