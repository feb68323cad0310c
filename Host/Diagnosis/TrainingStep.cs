using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Diagnosis;

/// <summary>A small training step, always the same: the way there and back through four convolutions of a
/// generator.</summary>
internal static class TrainingStep
{
    private const int MostRuns = 5;
    private const double MostMilliseconds = 400;
    private const int Batch = 4;
    private const int Side = 64;

    /// <summary>The median of a few steps, in milliseconds. The first builds kernels and counts only where it takes all
    /// the time.</summary>
    public static double Median(Device device, ScalarType precision)
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        using var random = new Generator(1, CPU);
        Tensor Numbers(params long[] shape) => rand(shape, generator: random).sub_(0.5).to(precision).to(device);
        var image = Numbers(Batch, 32, Side, Side);
        Tensor[] weights =
        [
            .. new[]
            {
                Numbers(32, 32, 3, 3),
                Numbers(64, 32, 3, 3),
                Numbers(64, 64, 3, 3),
                Numbers(64, 32, 3, 3),
            }.Select(static weight => weight.requires_grad_(true)),
        ];
        var times = new List<double>();
        while (times.Count <= MostRuns && times.Sum() < MostMilliseconds)
        {
            var watch = Stopwatch.StartNew();
            Step(image, weights);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        double[] counted = [.. times.Skip(times.Count > 1 ? 1 : 0).Order()];
        return counted[counted.Length / 2];
    }

    private static void Step(Tensor image, Tensor[] weights)
    {
        using var scope = NewDisposeScope();
        var x = nn.functional.conv2d(image, weights[0], padding: [1, 1]).relu();
        x = nn.functional.conv2d(x, weights[1], strides: [2, 2], padding: [1, 1]).relu();
        x = nn.functional.conv2d(x, weights[2], padding: [1, 1]).relu();
        x = nn.functional.conv_transpose2d(x, weights[3], strides: [2, 2], padding: [1, 1], output_padding: [1, 1]);

        // The value waits for the device.
        _ = autograd.grad([x.mean()], weights)[0].sum().to(ScalarType.Float32).item<float>();
    }
}
