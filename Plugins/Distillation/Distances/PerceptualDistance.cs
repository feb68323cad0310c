using GsFramework.Features;
using GsFramework.Losses;
using GsFramework.Parts;
using static TorchSharp.torch;

namespace GsFramework.Distillation.Distances;

/// <summary>
/// The perceptual distance of Johnson et al. (ECCV 2016) in the form of the GAN Slimming code, for feature maps
/// F_1 … F_n of a fixed network:
/// <code>
/// d(y, y0) = content + w · style
/// content  = mean |F_1(y) - F_1(y0)|
/// style    = Σ_l mean (gram F_l(y) - gram F_l(y0))²,   gram F = F Fᵀ / (c·h·w) per image
/// </code>
/// </summary>
internal sealed class PerceptualDistance(PerceptualOptions options, IPartFactory parts) : IImageDistance
{
    // The container that made it disposes it.
    private readonly IFeatureExtractor _features = parts.Create(options.Features);

    /// <inheritdoc/>
    public Tensor Distance(Tensor image, Tensor reference)
    {
        IReadOnlyList<Tensor> target;
        using (no_grad())
        {
            target = _features.Maps(FeatureImages.ToRgb(reference));
        }

        return Between(_features.Maps(FeatureImages.ToRgb(image)), target, options.StyleWeight).Total;
    }

    /// <summary>The distance and its two parts from feature maps (N, C, H, W), shallow to deep.</summary>
    internal static (Tensor Total, Tensor Content, Tensor Style) Between(
        IReadOnlyList<Tensor> maps,
        IReadOnlyList<Tensor> target,
        double styleWeight
    )
    {
        var content = (maps[0] - target[0]).abs().mean();
        var style = maps.Zip(target, static (map, other) => (Gram(map) - Gram(other)).square().mean())
            .Aggregate(static (sum, next) => sum + next);
        return (content + (styleWeight * style), content, style);
    }

    /// <summary>The Gram matrices (N, C, C) of feature maps (N, C, H, W): F Fᵀ / (c·h·w).</summary>
    internal static Tensor Gram(Tensor map)
    {
        var (n, c, h, w) = (map.shape[0], map.shape[1], map.shape[2], map.shape[3]);
        var flat = map.reshape(n, c, h * w);
        return flat.bmm(flat.transpose(1, 2)) / (c * h * w);
    }
}
