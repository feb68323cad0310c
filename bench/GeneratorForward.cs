using GsFramework.Graph;
using GsFramework.Models.Generators;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Bench;

/// <summary>One image through the full-size generator.</summary>
internal sealed class GeneratorForward : IRunnable
{
    private readonly GraphModule _generator;
    private readonly Tensor _images;

    public GeneratorForward(int width, int blocks, int side, int batch, bool bfloat16)
    {
        var graph = new CycleGanResNet(new CycleGanResNetOptions { Width = width, Blocks = blocks }).Create();
        using var weights = GraphWeights.Initialize(graph, seed: 1);
        _generator = new GraphModule(graph, weights) { BFloat16 = bfloat16 };
        _images = (rand(batch, 3, side, side) * 2) - 1;
    }

    public void Run()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        _generator.forward(_images);
    }

    public void Dispose()
    {
        _generator.Dispose();
        _images.Dispose();
    }
}
