using GsFramework;
using GsFramework.Terms;
using TorchSharp;
using static TorchSharp.torch;

namespace Methods.WaveletDistillation;

/// <summary>
/// Wavelet knowledge distillation (Zhang et al., "Wavelet Knowledge Distillation: Towards Efficient Image-to-Image
/// Translation", CVPR 2022). Small generators fail at high frequencies, so only these are distilled:
/// <code>
/// L = Σ over levels l   mean | Ψ_l(G(x)) - Ψ_l(G0(x)) |
/// </code>
/// where Ψ_l are the horizontal, vertical and diagonal details of level l of the Haar transform. What is left after the
/// last level, the low band, is not compared.
/// </summary>
/// <remarks>
/// The transform is linear, so that it is taken once, of the difference. Paper and README of the official code take the
/// absolute difference; its training script squares it. This is the paper's.
/// </remarks>
internal sealed class WaveletDistillationTerm(WaveletDistillationOptions options) : ICompressionTerm
{
    public const string Key = "wavelet-distillation";

    /// <inheritdoc/>
    public double Weight => options.Weight;

    /// <inheritdoc/>
    /// <exception cref="UserException">The images are too small for the levels.</exception>
    public Tensor Loss(StepContext step)
    {
        Check(step.Output);
        var low = step.Output - step.TeacherOutput;
        var bands = new Tensor[options.Levels];
        for (var level = 0; level < bands.Length; level++)
        {
            (low, var high) = HaarTransform.Split(low);
            bands[level] = high.abs().mean();
        }

        return stack(bands).sum();
    }

    private void Check(Tensor images)
    {
        var (height, width) = (images.shape[2], images.shape[3]);
        var most = long.Log2(Math.Min(height, width));
        if (options.Levels > most)
        {
            throw new UserException(
                $"objective.terms.{Key}.levels: images of {height}x{width} cannot be halved {options.Levels} times. "
                    + (most > 0 ? $"Set it to {most} or less." : "Remove the term.")
            );
        }
    }
}
