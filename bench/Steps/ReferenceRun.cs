using GsFramework.Bench.Reference;
using GsFramework.Graph;
using GsFramework.Models.Discriminators;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GsFramework.Bench.Steps;

/// <summary>Steps as the GAN Slimming code makes them, with the teacher's outputs computed in each.</summary>
internal sealed class ReferenceRun : IStepRun
{
    private readonly Sequential _generator;
    private readonly Sequential _teacher;
    private readonly Sequential _discriminator = ReferenceNetworks.Discriminator();
    private readonly ReferenceStep _step;
    private readonly StepImages _images;
    private int _taken;

    /// <summary>Prepares them.</summary>
    /// <param name="shape">Their size.</param>
    /// <param name="quantized">True for the quantisers of 8 bits.</param>
    public ReferenceRun(StepShape shape, bool quantized)
    {
        _generator = ReferenceNetworks.Generator(shape.Width, shape.Blocks, quantized);
        _teacher = ReferenceNetworks.Generator(shape.Width, shape.Blocks, quantized: false);
        using (var weights = GraphWeights.Initialize(ProductRun.Dense(shape), seed: 1))
        {
            ReferenceNetworks.Load(_generator, weights);
            ReferenceNetworks.Load(_teacher, weights);
        }

        using (var weights = GraphWeights.Initialize(new GanSlimmingDiscriminator().Create(), seed: 2))
        {
            ReferenceNetworks.Load(_discriminator, weights);
        }

        _step = new ReferenceStep(_generator, _discriminator, new()) { Measure = Clock.Measure };
        _images = new StepImages(shape, _teacher.forward, keepsOutputs: false, Clock);
    }

    public PartClock Clock { get; } = new();

    public void Run()
    {
        using var scope = NewDisposeScope();
        var batch = _images.Next(_taken++);
        _step.Step(batch.Input, batch.Teacher);
    }

    public void Dispose()
    {
        _images.Dispose();
        _step.Dispose();
        _discriminator.Dispose();
        _teacher.Dispose();
        _generator.Dispose();
    }
}
