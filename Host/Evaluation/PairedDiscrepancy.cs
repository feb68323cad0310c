using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>
/// The unbiased squared maximum mean discrepancy of two networks' outputs for the same n inputs (Gretton et al., JMLR
/// 2012, equation 4), with KID's kernel k:
/// <code>
/// MMD² = Σ_{i≠j} h_ij / n(n-1),   h_ij = k(x_i, x_j) + k(y_i, y_j) − k(x_i, y_j) − k(x_j, y_i)
/// </code>
/// Pairs of the same input are left out of all four sums. <see cref="Kid"/> keeps them in its mixed sum, which is right
/// for independent sets and would make outputs for the same inputs look more alike than their distributions are. It is
/// 0 for equal networks.
/// </summary>
/// <param name="Value">The estimate.</param>
/// <param name="StandardError">The jackknife over inputs, or null for fewer than three.</param>
internal readonly record struct PairedDiscrepancy(double Value, double? StandardError)
{
    /// <summary>Compares features of outputs for the same inputs, row by row.</summary>
    /// <param name="x">Feature vectors (N, D), N two or more.</param>
    /// <param name="y">Feature vectors (N, D).</param>
    /// <exception cref="UserException">Features are no numbers.</exception>
    public static PairedDiscrepancy Of(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        FiniteFeatures.Check(x, y);
        var (left, right) = (x.to(float64), y.to(float64));
        var same = KernelSums.Pairs(left, right);
        var rows = KernelSums
            .Within(left)
            .Zip(KernelSums.Within(right), static (a, b) => a + b)
            .Zip(KernelSums.Across(left, right), static (sum, mixed) => sum - mixed)
            .Zip(KernelSums.Across(right, left), static (sum, mixed) => sum - mixed)
            .Zip(same, static (sum, pair) => sum + (2 * pair))
            .ToArray();
        double n = rows.Length;
        var total = rows.Sum();
        if (rows.Length < 3)
        {
            return new PairedDiscrepancy(total / n / (n - 1), null);
        }

        var without = rows.Select(row => (total - (2 * row)) / (n - 1) / (n - 2)).ToArray();
        var mean = without.Average();
        var variance = (n - 1) / n * without.Sum(value => (value - mean) * (value - mean));
        return new PairedDiscrepancy(total / n / (n - 1), Math.Sqrt(variance));
    }
}
