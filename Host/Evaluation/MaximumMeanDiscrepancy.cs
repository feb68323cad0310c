using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>The unbiased estimate of the squared maximum mean discrepancy of <see cref="Kid"/>.</summary>
/// <param name="Value">The estimate; its expectation is 0 for samples of the same distribution.</param>
/// <param name="StandardError">The jackknife over the rows of both sides, or null where one has fewer than
/// three.</param>
internal readonly record struct MaximumMeanDiscrepancy(double Value, double? StandardError)
{
    /// <summary>Compares the rows of two matrices (M, D) and (N, D), float64, two rows or more each.</summary>
    public static MaximumMeanDiscrepancy Of(Tensor x, Tensor y)
    {
        var left = new Side(KernelSums.Within(x), KernelSums.Across(x, y));
        var right = new Side(KernelSums.Within(y), KernelSums.Across(y, x));
        var cross = 2 * left.Cross.Sum() / left.Count / right.Count;
        var value = left.Mean + right.Mean - cross;
        return new MaximumMeanDiscrepancy(
            value,
            Math.Min(left.Count, right.Count) < 3
                ? null
                : Math.Sqrt(left.JackknifeVariance(right) + right.JackknifeVariance(left))
        );
    }

    /// <summary>For each row the sum of its kernel values with the others of its side, and with those of the other
    /// side.</summary>
    private sealed record Side(double[] Own, double[] Cross)
    {
        public double Count => Own.Length;

        public double Mean => Own.Sum() / Count / (Count - 1);

        /// <summary>(m-1)/m Σ (MMD²₋ᵢ − their mean)², where each estimate leaves out one row of this side.</summary>
        public double JackknifeVariance(Side other)
        {
            var (own, cross) = (Own.Sum(), Cross.Sum());
            var without = Own.Zip(Cross, (ownRow, crossRow) =>
                    ((own - (2 * ownRow)) / (Count - 1) / (Count - 2))
                    - (2 * (cross - crossRow) / (Count - 1) / other.Count)
                )
                .ToArray();
            var mean = without.Average();
            return (Count - 1) / Count * without.Sum(value => (value - mean) * (value - mean));
        }
    }
}
