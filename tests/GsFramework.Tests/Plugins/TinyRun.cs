using GsFramework.Graph;
using GsFramework.Models;
using GsFramework.Models.Generators;
using GsFramework.Terms;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Plugins;

/// <summary>A small CycleGAN generator and the steps of a training without the training.</summary>
internal sealed class TinyRun : IDisposable
{
    public const int Side = 32;

    public TinyRun(int seed, int steps, int width = 8, int blocks = 2, Func<NetworkGraph, NetworkGraph>? rewrite = null)
    {
        var graph = new CycleGanResNet(new CycleGanResNetOptions { Width = width, Blocks = blocks }).Create();
        graph = rewrite is null ? graph : rewrite(graph);
        Steps = steps;
        using var weights = GraphWeights.Initialize(graph, seed);
        Generator = new GraphModule(graph, weights);
        Images = rand(2, 3, Side, Side).DetachFromDisposeScope();
    }

    public GraphModule Generator { get; }

    public Tensor Images { get; }

    public int Steps { get; }

    public IEnumerable<float> Scales =>
        Generator.Trained(ParameterRole.Scale).SelectMany(static entry => entry.Parameter.data<float>().ToArray());

    public StepContext Step(int step, TrainingPhase phase = TrainingPhase.Slim, Tensor? output = null) =>
        new()
        {
            Phase = phase,
            Step = step,
            Steps = Steps,
            Clock = new ScheduleClock(step, Steps),
            LearningRateFactor = new ScheduleClock(step, Steps).Cosine,
            Generator = Generator,
            Input = Images,
            Output = output ?? Images,
            TeacherOutput = Images,
        };

    /// <summary>Gives every γ a random size, as if some channels mattered more than others.</summary>
    public void ScatterScales(int seed)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var random = new Generator((ulong)seed);
        foreach (var (_, scale) in Generator.Trained(ParameterRole.Scale))
        {
            scale.copy_(rand(scale.shape, generator: random) + 0.2);
        }
    }

    public void Dispose()
    {
        Images.Dispose();
        Generator.Dispose();
    }
}
