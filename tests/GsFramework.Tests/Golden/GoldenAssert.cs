using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Golden;

internal static class GoldenAssert
{
    /// <summary>The same shape, and no element further off than this.</summary>
    public static void Close(Tensor expected, Tensor actual, double tolerance, string what = "")
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected.shape, actual.shape);
        var worst = (expected.to(float64) - actual.detach().to(float64)).abs().max().item<double>();
        Assert.True(worst <= tolerance, $"{what} is off by {worst:g3}, allowed is {tolerance:g3}.");
    }

    /// <summary>No element further off than this share of the largest expected one.</summary>
    public static void CloseToLargest(Tensor expected, Tensor actual, double share, string what = "") =>
        Close(expected, actual, share * Largest(expected), what);

    public static void CloseRelative(double expected, double actual, double share) =>
        Assert.InRange(actual, expected - (share * Math.Abs(expected)), expected + (share * Math.Abs(expected)));

    public static void CloseRelative(double expected, Tensor actual, double share) =>
        CloseRelative(expected, actual.item<float>(), share);

    /// <summary>[sum, sum of |x|, L2 norm], each within a share of what it is made of.</summary>
    public static void Digest(double[] expected, Tensor actual, double share, string what)
    {
        using var scope = NewDisposeScope();
        var wide = actual.detach().to(float64);
        Assert.Equal(expected[0], wide.sum().item<double>(), share * expected[1]);
        CloseRelative(expected[1], wide.abs().sum().item<double>(), share);
        CloseRelative(expected[2], wide.square().sum().sqrt().item<double>(), share);
        Assert.NotEmpty(what);
    }

    /// <summary>The elements of a sample array.</summary>
    public static Tensor Sample(Tensor whole, Tensor sample)
    {
        var (n, total) = (sample.numel(), whole.numel());
        var places = Enumerable.Range(0, (int)n).Select(j => j * total / n).ToArray();
        return whole.detach().reshape(-1).index_select(0, tensor(places));
    }

    public static double Largest(Tensor x)
    {
        using var scope = NewDisposeScope();
        return x.abs().max().to(float64).item<double>();
    }
}
