using GsFramework.Bench.Results;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Bench.Limits;

/// <summary>The best that libtorch reaches on this processor.</summary>
internal static class PeakBench
{
    private const int Side = 2048;
    private const long Floats = 64L << 20;

    /// <summary>Measures it.</summary>
    public static Peaks Measure(int rounds)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return new Peaks(Product(rounds, float32), Product(rounds, bfloat16), Bandwidth(rounds));
    }

    private static double Product(int rounds, ScalarType type)
    {
        var (left, right) = (rand(Side, Side).to(type), rand(Side, Side).to(type));
        var milliseconds = Stopwatches.Median(rounds, () => left.matmul(right));
        return Math.Round(2.0 * Side * Side * Side / milliseconds / 1e6, 1);
    }

    private static double Bandwidth(int rounds)
    {
        var (from, to) = (ones(Floats), zeros(Floats));
        var milliseconds = Stopwatches.Median(rounds, () => to.copy_(from));
        return Math.Round(2.0 * Floats * sizeof(float) / milliseconds / 1e6, 1);
    }
}
