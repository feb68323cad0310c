using TorchSharp;
using static TorchSharp.torch;

namespace Methods.WaveletDistillation;

/// <summary>
/// One level of the orthonormal two-dimensional Haar transform. Of each 2x2 pixels
/// <code>
/// a b        low = (a + b + c + d) / 2     horizontal = (a + b - c - d) / 2
/// c d        vertical = (a - b + c - d) / 2     diagonal = (a - b - c + d) / 2
/// </code>
/// which keeps Σ x². A last row or column without a partner is paired with zeros (the mode 'zero' of PyWavelets).
/// </summary>
internal static class HaarTransform
{
    /// <summary>Splits images (N, C, H, W).</summary>
    /// <returns>The low band (N, C, H/2, W/2), and the high ones (N, C, 3, H/2, W/2): horizontal, vertical and diagonal
    /// details; halves are rounded up.</returns>
    public static (Tensor Low, Tensor High) Split(Tensor images)
    {
        var (height, width) = (images.shape[2], images.shape[3]);
        if (height % 2 == 1 || width % 2 == 1)
        {
            images = nn.functional.pad(images, [0, width % 2, 0, height % 2]);
        }

        var (above, below) = Halves(images, dim: 2);
        var (sum, difference) = (above + below, above - below);
        var (sumLeft, sumRight) = Halves(sum, dim: 3);
        var (left, right) = Halves(difference, dim: 3);
        return (
            (sumLeft + sumRight) / 2,
            stack([left + right, sumLeft - sumRight, left - right], dim: 2) / 2
        );
    }

    private static (Tensor Even, Tensor Odd) Halves(Tensor images, int dim) =>
        (images.slice(dim, 0, images.shape[dim], 2), images.slice(dim, 1, images.shape[dim], 2));
}
