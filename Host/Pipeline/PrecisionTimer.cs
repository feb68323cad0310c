using System.Diagnostics;
using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Pipeline;

/// <summary>Times what an update spends most of its time on: the way through a generator and back, with fresh weights
/// on random images. No random numbers of the run are used up.</summary>
internal sealed class PrecisionTimer : IDisposable
{
    // Some seconds of two cores, there and back. Of large networks fewer images than a batch tell as much.
    private const double MostMacs = 2e10;

    private readonly GraphModule _network;
    private readonly Tensor _images;

    /// <summary>Prepares it.</summary>
    /// <param name="graph">The generator.</param>
    /// <param name="side">The side of its images in pixels.</param>
    /// <param name="batch">The images of an update. Large networks are given fewer.</param>
    /// <param name="device">Where to compute.</param>
    public PrecisionTimer(NetworkGraph graph, int side, int batch, Device device)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1, CPU);
        using var weights = GraphWeights.Initialize(graph, 1);
        var count = Images(GraphCost.Of(graph, ImageSize.Square(side)).Macs, batch);
        _network = new GraphModule(graph, weights, device);
        _images = ((rand([count, graph.InputChannels, side, side], generator: random) * 2) - 1)
            .to(device)
            .DetachFromDisposeScope();
    }

    /// <summary>How many images are timed.</summary>
    /// <param name="macs">Multiply-accumulates for one.</param>
    /// <param name="batch">The images of an update.</param>
    internal static long Images(long macs, int batch) => (long)Math.Clamp(MostMacs / Math.Max(1, macs), 1, batch);

    /// <summary>One pass there and back.</summary>
    /// <param name="bfloat16">True for convolutions in bf16.</param>
    /// <returns>Milliseconds.</returns>
    public double Pass(bool bfloat16)
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        _network.BFloat16 = bfloat16;
        var watch = Stopwatch.StartNew();
        _network.forward(_images).square().mean().backward();
        if (_images.device.type == DeviceType.CUDA)
        {
            cuda.synchronize(_images.device);
        }

        return watch.Elapsed.TotalMilliseconds;
    }

    public void Dispose()
    {
        _network.Dispose();
        _images.Dispose();
    }
}
