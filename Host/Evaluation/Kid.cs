using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>
/// Kernel inception distance (Bińkowski et al., ICLR 2018) of two sets of feature vectors: the unbiased estimate of the
/// squared maximum mean discrepancy
/// <code>
/// MMD² = Σ_{i≠j} k(x_i, x_j) / m(m-1) + Σ_{i≠j} k(y_i, y_j) / n(n-1) − 2 Σ_{ij} k(x_i, y_j) / mn, k(x, y) = (xᵀy/d +
/// 1)³
/// </code>
/// Unlike a Fréchet distance it does not depend on how many images there are, and it may be slightly negative.
/// </summary>
/// <param name="Mean">The mean over the subsets: the score, as in the paper.</param>
/// <param name="Spread">The standard deviation over the subsets; it tells how much a subset's value scatters, not how
/// well the mean is known.</param>
/// <param name="StandardError">How well the mean is known: the jackknife over all images of both sides, with the
/// scatter of the mean over the subsets. Null where a side has fewer than three images.</param>
/// <param name="Full">The unbiased estimate of all images at once, to which the mean tends with many subsets.</param>
/// <param name="Subsets">Subsets that were drawn.</param>
/// <param name="SubsetSize">Images of each side in a subset.</param>
internal sealed record Kid(double Mean, double Spread, double? StandardError, double Full, int Subsets, int SubsetSize)
{
    /// <summary>Compares two sets.</summary>
    /// <param name="x">Feature vectors (M, D).</param>
    /// <param name="y">Feature vectors (N, D).</param>
    /// <param name="subsets">Subsets to draw, each without replacement.</param>
    /// <param name="subsetSize">Images of each side in a subset; the smaller side's number where it has fewer.</param>
    /// <param name="seed">Seed of the subsets. The global random state is not touched.</param>
    /// <exception cref="UserException">A side has fewer than two images, or features that are no numbers.</exception>
    public static Kid Between(Tensor x, Tensor y, int subsets = 50, int subsetSize = 50, int seed = 1)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (m, n) = ((int)x.shape[0], (int)y.shape[0]);
        if (Math.Min(m, n) < 2)
        {
            throw new UserException(
                $"KID needs two images at least on either side; there are {m} and {n}. Use more test images."
            );
        }

        FiniteFeatures.Check(x, y);
        var (left, right) = (x.to(float64), y.to(float64));
        var size = Math.Min(subsetSize, Math.Min(m, n));
        var values = OfSubsets(left, right, subsets, size, seed);
        var mean = values.Average();
        var spread = subsets < 2 ? 0 : Math.Sqrt(values.Sum(value => Math.Pow(value - mean, 2)) / (subsets - 1));
        var all = MaximumMeanDiscrepancy.Of(left, right);
        var error = all.StandardError is { } jackknife
            ? Math.Sqrt(Math.Pow(jackknife, 2) + (Math.Pow(spread, 2) / subsets))
            : (double?)null;
        return new Kid(mean, spread, error, all.Value, subsets, size);
    }

    private static double[] OfSubsets(Tensor x, Tensor y, int subsets, int size, int seed)
    {
        using var random = new Generator((ulong)seed, CPU);
        var values = new double[subsets];
        for (var subset = 0; subset < subsets; subset++)
        {
            using var step = NewDisposeScope();
            values[subset] = MaximumMeanDiscrepancy.Of(Draw(x, size, random), Draw(y, size, random)).Value;
        }

        return values;
    }

    private static Tensor Draw(Tensor features, int size, Generator random)
    {
        var numbers = randperm(features.shape[0], generator: random).narrow(0, 0, size);
        return features.index_select(0, numbers.to(features.device));
    }
}
