using GsFramework.Graph.Bands;
using static TorchSharp.torch;

namespace GsFramework.Graph;

/// <summary>Mean and biased variance of each channel over all pixels of each image.</summary>
/// <param name="Mean">(N, C, 1, 1), fp64.</param>
/// <param name="Variance">(N, C, 1, 1), fp64, not negative.</param>
public sealed record ImageMoments(Tensor Mean, Tensor Variance)
{
    /// <summary>The moments of images that are there as a whole. They belong to the caller's scope.</summary>
    /// <param name="image">(N, C, H, W).</param>
    public static ImageMoments Of(Tensor image)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var sums = new MomentSums();
        sums.Add(image);
        return sums.Moments();
    }
}
