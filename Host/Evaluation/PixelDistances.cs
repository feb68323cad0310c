using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>L1 = mean |a − b| of each pair of images; 0 for equal ones, at most 2 for images in [-1, 1].</summary>
internal static class L1
{
    /// <summary>One value an image.</summary>
    /// <param name="images">(N, C, H, W) in [-1, 1].</param>
    /// <param name="references">Of the same shape.</param>
    public static double[] Of(Tensor images, Tensor references)
    {
        using var scope = NewDisposeScope();
        return (images.to(float64) - references.to(float64)).abs().mean([1, 2, 3]).cpu().data<double>().ToArray();
    }
}

/// <summary>PSNR = 10·log10(2² / mean (a − b)²) in dB of each pair of images, for images in [-1, 1].</summary>
internal static class Psnr
{
    /// <summary>What equal images count, whose PSNR is infinite: a mean over images should stay a number.</summary>
    public const double Ceiling = 100;

    private const double DataRange = 2;

    /// <summary>One value an image.</summary>
    /// <param name="images">(N, C, H, W) in [-1, 1].</param>
    /// <param name="references">Of the same shape.</param>
    public static double[] Of(Tensor images, Tensor references)
    {
        using var scope = NewDisposeScope();
        var errors = (images.to(float64) - references.to(float64)).square().mean([1, 2, 3]).cpu().data<double>();
        return [.. errors.Select(static error => Math.Min(Ceiling, 10 * Math.Log10(DataRange * DataRange / error)))];
    }
}
