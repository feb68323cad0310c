using GsFramework.Terms;
using static TorchSharp.torch;

namespace GsPluginNamespace;

/// <summary>
/// The student must have the teacher's palette. With μ_c and σ_c the mean and the standard deviation of colour c over
/// the pixels of one image:
/// <code>
/// E_x mean_c [ (μ_c(G(x)) - μ_c(G0(x)))² + λ (σ_c(G(x)) - σ_c(G0(x)))² ]
/// </code>
/// It does not matter where in the image a colour is: that is distillation's business, beside which this term stands.
/// </summary>
public sealed class PaletteTerm(PaletteOptions options) : ICompressionTerm
{
    /// <summary>The term's name in <c>objective.terms</c>.</summary>
    public const string Key = "gs-plugin-key-palette";

    // A root has an infinite slope at 0, and an image of one colour has the variance 0.
    private const double Epsilon = 1e-6;

    /// <inheritdoc/>
    public double Weight => options.Weight;

    /// <inheritdoc/>
    public Tensor Loss(StepContext step) => Difference(step.Output, step.TeacherOutput, options.Spread);

    /// <summary>The formula: a differentiable scalar, 0 for images of one palette.</summary>
    /// <param name="images">Images (N, C, H, W).</param>
    /// <param name="reference">As many images of as many colours.</param>
    /// <param name="spread">λ.</param>
    public static Tensor Difference(Tensor images, Tensor reference, double spread)
    {
        var (mean, deviation) = Palette(images);
        var (wantedMean, wantedDeviation) = Palette(reference);
        return (mean - wantedMean).square().mean() + (spread * (deviation - wantedDeviation).square().mean());
    }

    // The mean and standard deviation of each colour of each image, both (N, C).
    private static (Tensor Mean, Tensor Deviation) Palette(Tensor images)
    {
        var mean = images.mean([2, 3], keepdim: true);
        var variance = (images - mean).square().mean([2, 3]);
        return (mean.flatten(1), (variance + Epsilon).sqrt());
    }
}
