using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>
/// Sums of KID's kernel k(x, y) = (xᵀy / d + 1)³ over pairs of feature vectors, in blocks of rows, so that no kernel
/// matrix of a large set is ever whole in memory.
/// </summary>
internal static class KernelSums
{
    private const long Rows = 512;

    /// <summary>For each row of x, Σ over the rows y_j of k(x_i, y_j). Both (N, D), float64.</summary>
    public static double[] Across(Tensor x, Tensor y) => OverBlocks(x, block => Kernel(block, y).sum(1));

    /// <summary>For each row of x, Σ over the other rows of k(x_i, x_j), j ≠ i.</summary>
    public static double[] Within(Tensor x) =>
        OverBlocks(x, block => Kernel(block, x).sum(1) - Cubed(block.square().sum(1), x.shape[1]));

    /// <summary>For each row of x, k(x_i, y_i). Both (N, D), float64.</summary>
    public static double[] Pairs(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        return [.. Cubed((x * y).sum(1), x.shape[1]).cpu().data<double>()];
    }

    private static double[] OverBlocks(Tensor x, Func<Tensor, Tensor> rowSums)
    {
        using var scope = NewDisposeScope();
        var sums = new List<double>();
        for (var from = 0L; from < x.shape[0]; from += Rows)
        {
            using var step = NewDisposeScope();
            var block = x.narrow(0, from, Math.Min(Rows, x.shape[0] - from));
            sums.AddRange(rowSums(block).cpu().data<double>());
        }

        return [.. sums];
    }

    private static Tensor Kernel(Tensor x, Tensor y) => Cubed(x.matmul(y.t()), x.shape[1]);

    private static Tensor Cubed(Tensor products, long dimensions) => ((products / dimensions) + 1).pow(3);
}
