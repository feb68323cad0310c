using GsFramework.Graph;
using GsFramework.Models.Generators;
using static TorchSharp.torch;

namespace GsFramework.Bench.Steps;

/// <summary>Steps as the program makes them.</summary>
internal sealed class ProductRun : IStepRun
{
    private readonly SlimmingStep _step;
    private readonly StepImages _images;
    private int _taken;

    /// <summary>Prepares them.</summary>
    /// <param name="shape">Their size.</param>
    /// <param name="profile">Of the quantisers; null for none.</param>
    /// <param name="bfloat16">True to compute convolutions in bf16.</param>
    /// <param name="macRatio">How many times fewer operations the generator has.</param>
    public ProductRun(StepShape shape, string? profile, bool bfloat16, double macRatio = 1)
    {
        _step = new SlimmingStep(
            shape.Width,
            shape.Blocks,
            shape.Side,
            shape.Batch,
            profile is not null,
            bfloat16,
            macRatio,
            profile ?? "deployable",
            Clock.Measure
        );
        using var teacher = Teacher(shape);
        _images = new StepImages(shape, teacher.forward, keepsOutputs: true, Clock);
    }

    public PartClock Clock { get; } = new();

    public void Run()
    {
        using var scope = NewDisposeScope();
        _step.Step(_images.Next(_taken), _taken);
        _taken++;
    }

    public void Dispose()
    {
        _images.Dispose();
        _step.Dispose();
    }

    /// <summary>The dense generator.</summary>
    public static NetworkGraph Dense(StepShape shape) =>
        new CycleGanResNet(new CycleGanResNetOptions { Width = shape.Width, Blocks = shape.Blocks }).Create();

    private static GraphModule Teacher(StepShape shape)
    {
        var graph = Dense(shape);
        using var weights = GraphWeights.Initialize(graph, seed: 1);
        return new GraphModule(graph, weights);
    }
}
