using System.Diagnostics;
using GsFramework.Core.Arithmetic.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Arithmetic;

/// <summary>
/// Whether convolutions are right in this process: a fixed set of them, forward and both gradients, against the same in
/// float64, which takes other kernels. New memory holds NaN meanwhile, so that what is read before it is written shows.
/// </summary>
internal static class SelfTest
{
    // Rounding gives 1e-6 in fp32 and 4e-3 in bf16; the faults that are known give 5e-2 and more. CUDA rounds inputs of
    // convolutions to TF32, unless told otherwise.
    private const double SingleTolerance = 1e-4;
    private const double HalfTolerance = 2e-2;
    private const double CudaTolerance = 5e-3;

    private const int Seed = 20200823;

    /// <summary>Runs the test. torch's random numbers and settings are left as they are.</summary>
    /// <param name="device">Where to compute.</param>
    /// <param name="precision">float32 or bfloat16.</param>
    public static SelfTestResult Run(Device device, ScalarType precision)
    {
        var watch = Stopwatch.StartNew();
        var (wrong, largest, worst) = (0, 0.0, SelfTestCase.All[0]);
        var tolerance = Tolerance(device, precision);
        var random = new Random(Seed);
        var filled = LibTorch.FillNewMemoryWithNaN(true);
        try
        {
            foreach (var test in SelfTestCase.All)
            {
                var error = Error(test, random, device, precision);
                wrong += error <= tolerance ? 0 : 1;
                (largest, worst) = error > largest ? (error, test) : (largest, worst);
            }
        }
        finally
        {
            _ = LibTorch.FillNewMemoryWithNaN(filled ?? false);
        }

        return new SelfTestResult(
            device.ToString(),
            precision == ScalarType.BFloat16 ? "bf16" : "fp32",
            SelfTestCase.All.Count,
            wrong,
            largest,
            $"{worst}",
            watch.Elapsed.TotalMilliseconds
        );
    }

    private static double Tolerance(Device device, ScalarType precision) =>
        precision == ScalarType.BFloat16 ? HalfTolerance
        : device.type == DeviceType.CPU ? SingleTolerance
        : CudaTolerance;

    private static double Error(SelfTestCase test, Random random, Device device, ScalarType precision)
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();

        // Both precisions begin with the same numbers: those that the lower one can hold.
        var (x, weight) = (
            Numbers(random, test.InputShape).to(precision),
            Numbers(random, test.WeightShape).to(precision)
        );
        var expected = Results(test, x.to(ScalarType.Float64), weight.to(ScalarType.Float64), precision);
        var computed = Results(test, x.to(device), weight.to(device), precision);
        return expected.Zip(computed, Difference).Max();
    }

    // The output and the gradients of input and weights.
    private static Tensor[] Results(SelfTestCase test, Tensor x, Tensor weight, ScalarType precision)
    {
        x.requires_grad = true;
        weight.requires_grad = true;
        var output = test.Apply(x, weight);
        var gradient = Numbers(new Random(Seed), output.shape).to(precision).to(x.dtype).to(x.device);
        return [output.detach(), .. autograd.grad([output], [x, weight], [gradient])];
    }

    private static double Difference(Tensor expected, Tensor computed)
    {
        var difference = (
            (computed.cpu().to(ScalarType.Float64) - expected).abs().max() / expected.abs().max()
        ).item<double>();
        return double.IsNaN(difference) ? double.PositiveInfinity : difference;
    }

    private static Tensor Numbers(Random random, long[] shape)
    {
        var values = new float[shape.Aggregate(static (product, side) => product * side)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (2 * random.NextSingle()) - 1;
        }

        return tensor(values, shape);
    }
}
