using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Configuration;
using GsFramework.Core.Objective;
using GsFramework.Graph;
using GsFramework.Host.Benchmarking;
using GsFramework.Models.Discriminators;
using GsFramework.Models.Generators;
using GsFramework.Terms;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Bench;

/// <summary>
/// One whole step of the product's objective with the teacher's outputs at hand: G with all terms (Adam for W, SGD and
/// the proximal step for γ), then D. The generator is dense, or pruned to that many times fewer operations.
/// </summary>
internal sealed class SlimmingStep : IRunnable
{
    private readonly PluginCatalog _catalog;
    private readonly PartFactory _parts;
    private readonly GraphModule _generator;
    private readonly GraphModule _discriminator;
    private readonly MinimaxObjective _objective;
    private readonly TrainingBatch _batch;

    public SlimmingStep(
        int width,
        int blocks,
        int side,
        int batch,
        bool quantized,
        bool bfloat16,
        double macRatio = 1,
        string profile = "deployable",
        Func<string, IDisposable?>? measure = null
    )
    {
        var log = Serilog.Core.Logger.None;
        _catalog = PluginCatalog.Load(PluginSearch.Folders([], []), log);
        _parts = new PartFactory(_catalog, log, weights: null, ImageSize.Square(side));
        var options = ConfigurationFile
            .Load(
                Path.Combine(AppContext.BaseDirectory, "step.json"),
                [
                    $"objective:terms:quantization:enabled={(quantized ? "true" : "false")}",
                    $"objective:terms:quantization:profile={profile}",
                ],
                _catalog
            )
            .Objective;
        var terms = ObjectiveTerms.Create(_parts, options);

        var graph = terms.Aggregate(
            Pruned(
                new CycleGanResNet(new CycleGanResNetOptions { Width = width, Blocks = blocks }).Create(),
                macRatio,
                side
            ),
            (graph, term) => term.Rewrite(graph, ImageSize.Square(side))
        );
        _generator = Live(graph, seed: 1, bfloat16);
        _discriminator = Live(new GanSlimmingDiscriminator().Create(), seed: 2, bfloat16);
        var images = ((rand(batch, 3, side, side) * 2) - 1).DetachFromDisposeScope();
        var teacher = ((rand(batch, 3, side, side) * 2) - 1).DetachFromDisposeScope();
        _batch = new TrainingBatch(images, teacher, teacher);
        foreach (var term in terms)
        {
            term.Prepare(_generator, [images]);
        }

        var adam = new OptimizerSettings(OptimizerKind.Adam, options.Gan.LearningRate, 0.5, 0.999, WeightDecay: 1e-3);
        _objective = new MinimaxObjective(
            _generator,
            teacher: null,
            _discriminator,
            _parts.Create(options.Gan.Loss),
            terms,
            new ObjectiveSettings(TrainingPhase.Slim, Seed: 1, options.Gan.Weight, options.Gan.PoolSize, adam, adam)
        )
        {
            Measure = measure,
        };
    }

    public void Run() => Step(_batch.Input);

    /// <summary>A step on these images; the teacher's are always the same.</summary>
    public void Step(Tensor images) => Step(_batch with { Input = images }, step: 0);

    /// <summary>A step on these images and the teacher's outputs for them.</summary>
    public void Step(TrainingBatch batch, int step) =>
        _objective.Step(batch, step, steps: 1000, new ScheduleClock(0, 1000));

    public void Dispose()
    {
        _objective.Dispose();
        _generator.Dispose();
        _discriminator.Dispose();
        _parts.Dispose();
        _catalog.Dispose();
        _batch.Input.Dispose();
        _batch.Teacher.Dispose();
    }

    // Every layer gets a width of its own, most of them odd.
    private static NetworkGraph Pruned(NetworkGraph graph, double macRatio, int side)
    {
        if (macRatio == 1)
        {
            return graph;
        }

        using var weights = GraphWeights.Initialize(graph, seed: 1);
        var pruned = RandomPruning.Prune(graph, weights, macRatio, multiple: 1, ImageSize.Square(side), seed: 1);
        pruned.Weights.Dispose();
        return pruned.Graph;
    }

    private static GraphModule Live(NetworkGraph graph, long seed, bool bfloat16)
    {
        using var weights = GraphWeights.Initialize(graph, seed);
        return new GraphModule(graph, weights) { BFloat16 = bfloat16 };
    }
}
