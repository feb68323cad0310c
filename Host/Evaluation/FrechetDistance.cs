using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>
/// The Fréchet distance of the normal distributions that fit two sets of feature vectors,
/// <code>
/// |μ₁ − μ₂|² + tr(Σ₁ + Σ₂ − 2 (Σ₁ Σ₂)^½),   tr (Σ₁ Σ₂)^½ = tr (Σ₁^½ Σ₂ Σ₁^½)^½,
/// </code>
/// in float64. The right-hand form needs eigenvalues of symmetric matrices only, so singular covariances give no NaN.
/// </summary>
/// <param name="Value">The distance, 0 or more. Biased upwards for few images: compare equal numbers of images only.</param>
/// <param name="Reason">Why the value should not be trusted, or null.</param>
internal sealed record FrechetDistance(double Value, string? Reason)
{
    /// <summary>False when a side has too few images for a covariance of full rank.</summary>
    public bool Meaningful => Reason is null;

    /// <summary>Compares two sets.</summary>
    /// <param name="x">Feature vectors (M, D).</param>
    /// <param name="y">Feature vectors (N, D).</param>
    /// <exception cref="UserException">A side has fewer than two images.</exception>
    public static FrechetDistance Between(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var images = Math.Min(x.shape[0], y.shape[0]);
        if (images < 2)
        {
            throw new UserException(
                $"A Fréchet distance needs two images at least on either side; there are {x.shape[0]} and {y.shape[0]}. Use more test images.");
        }

        var (left, right) = (x.to(float64), y.to(float64));
        var (first, second) = (Covariance(left), Covariance(right));
        var means = (left.mean([0]) - right.mean([0])).square().sum();
        var traces = first.trace() + second.trace();
        var root = SquareRoot(first);
        var value = means + traces - (2 * Eigenvalues(root.matmul(second).matmul(root)).sqrt().sum());
        var dimensions = x.shape[1];
        return new FrechetDistance(
            Math.Max(0, value.item<double>()),
            images > dimensions ? null : $"{images} images for {dimensions} dimensions: the covariance is singular; trust KID instead");
    }

    // Not Tensor.cov: for one dimension it returns a scalar.
    private static Tensor Covariance(Tensor features)
    {
        var centred = features - features.mean([0], keepdim: true);
        return centred.t().matmul(centred) / (features.shape[0] - 1);
    }

    private static Tensor SquareRoot(Tensor symmetric)
    {
        var (values, vectors) = linalg.eigh(symmetric);
        return (vectors * values.clamp(min: 0).sqrt()).matmul(vectors.t());
    }

    // Rounding makes zero eigenvalues slightly negative, and the product slightly asymmetric.
    private static Tensor Eigenvalues(Tensor nearlySymmetric)
    {
        var (values, _) = linalg.eigh((nearlySymmetric + nearlySymmetric.t()) / 2);
        return values.clamp(min: 0);
    }
}
