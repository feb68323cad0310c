using System.Security.Cryptography;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>
/// The Fréchet distance of the normal distributions that fit two sets of feature vectors,
/// <code>
/// |μ₁ − μ₂|² + tr(Σ₁ + Σ₂ − 2 (Σ₁ Σ₂)^½),   tr (Σ₁ Σ₂)^½ = Σ singular values of R₁ R₂ᵀ,   Σᵢ = Rᵢᵀ Rᵢ,
/// </code>
/// in float64. R is the triangle of the centred features' QR decomposition: no covariance is formed and no root of a
/// singular matrix is taken, so fewer images than dimensions cost no accuracy.
/// </summary>
/// <param name="Value">The distance, 0 or more. Biased upwards for few images: compare equal numbers of images
/// only.</param>
/// <param name="Reason">Why the value should not be trusted, or null.</param>
internal sealed record FrechetDistance(double Value, string? Reason)
{
    /// <summary>False when a side has too few images, or too few different ones, for a covariance of full
    /// rank.</summary>
    public bool Meaningful => Reason is null;

    /// <summary>Compares two sets.</summary>
    /// <param name="x">Feature vectors (M, D).</param>
    /// <param name="y">Feature vectors (N, D).</param>
    /// <exception cref="UserException">A side has fewer than two images, or features that are no numbers.</exception>
    public static FrechetDistance Between(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var images = Math.Min(x.shape[0], y.shape[0]);
        if (images < 2)
        {
            throw new UserException(
                $"A Fréchet distance needs two images at least on either side; there are {x.shape[0]} and "
                    + $"{y.shape[0]}. Use more test images."
            );
        }

        FiniteFeatures.Check(x, y);
        var (left, right) = (x.to(float64), y.to(float64));
        var (first, second) = (Root(left), Root(right));
        var means = (left.mean([0]) - right.mean([0])).square().sum();
        var traces = first.square().sum() + second.square().sum();
        var value = means + traces - (2 * linalg.svdvals(first.matmul(second.t())).sum());
        return new FrechetDistance(Math.Max(0, value.item<double>()), Doubt(x, y));
    }

    // R of Σ = RᵀR, without Q.
    private static Tensor Root(Tensor features)
    {
        var centered = (features - features.mean([0], keepdim: true)) / Math.Sqrt(features.shape[0] - 1);
        return linalg.qr(centered, linalg.QRMode.R).R;
    }

    private static string? Doubt(Tensor x, Tensor y)
    {
        var (images, dimensions) = (Math.Min(x.shape[0], y.shape[0]), x.shape[1]);
        if (images <= dimensions)
        {
            return $"not meaningful: {images} images for {dimensions} dimensions: the covariance is singular; trust "
                + $"KID instead";
        }

        var different = Math.Min(Different(x), Different(y));
        return different <= dimensions
            ? $"not meaningful: only {different} different feature vectors on a side of {images} images or more, for "
                + $"{dimensions} dimensions"
            : null;
    }

    private static int Different(Tensor features)
    {
        var values = features.to(float32).cpu().contiguous().data<float>().ToArray();
        var width = (int)features.shape[1];
        return values
            .Chunk(width)
            .Select(static row =>
                Convert.ToHexString(SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(row.AsSpan())))
            )
            .Distinct()
            .Count();
    }
}
