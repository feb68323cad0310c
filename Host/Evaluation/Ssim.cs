using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>
/// Structural similarity (Wang et al., IEEE TIP 2004) of each pair of images, brought to [0, 1],
/// <code>
/// SSIM = (2 μa μb + C₁)(2 σab + C₂) / ((μa² + μb² + C₁)(σa² + σb² + C₂)),   C = K²,   K₁ = 0.01,   K₂ = 0.03
/// </code>
/// with a Gaussian window of 11x11 and deviation 1.5 wherever it fits inside the image, on red, green and blue each,
/// then the mean. 1 for equal images.
/// </summary>
internal static class Ssim
{
    /// <summary>Side of the window: smaller images have no SSIM.</summary>
    public const int Window = 11;

    private const double Deviation = 1.5;
    private const double C1 = 0.01 * 0.01;
    private const double C2 = 0.03 * 0.03;

    /// <summary>One value an image.</summary>
    /// <param name="images">(N, C, H, W) in [-1, 1], 11 pixels or more on each side.</param>
    /// <param name="references">Of the same shape.</param>
    public static double[] Of(Tensor images, Tensor references)
    {
        using var scope = NewDisposeScope();
        var planes = images.shape[0] * images.shape[1];
        var (height, width) = (images.shape[2], images.shape[3]);
        // Means count from black: in [-1, 1] mid-grey would be 0 and its luminance term all noise.
        Tensor Planes(Tensor values) => (values.to(float64).reshape(planes, 1, height, width) + 1) / 2;
        var (a, b) = (Planes(images), Planes(references));
        var window = Gaussian(images.device);
        Tensor Mean(Tensor values) =>
            nn.functional.conv2d(
                nn.functional.conv2d(values, window.view(1, 1, Window, 1)),
                window.view(1, 1, 1, Window)
            );

        var (meanA, meanB) = (Mean(a), Mean(b));
        var varianceA = Mean(a * a) - (meanA * meanA);
        var varianceB = Mean(b * b) - (meanB * meanB);
        var covariance = Mean(a * b) - (meanA * meanB);
        var similarity =
            ((2 * meanA * meanB) + C1)
            * ((2 * covariance) + C2)
            / (((meanA * meanA) + (meanB * meanB) + C1) * (varianceA + varianceB + C2));
        return similarity.reshape(images.shape[0], -1).mean([1]).cpu().data<double>().ToArray();
    }

    private static Tensor Gaussian(Device device)
    {
        var weights = Enumerable
            .Range(0, Window)
            .Select(static i => Math.Exp(-Math.Pow(i - (Window / 2), 2) / (2 * Deviation * Deviation)))
            .ToArray();
        var sum = weights.Sum();
        return tensor(weights.Select(weight => weight / sum).ToArray(), device: device);
    }
}
