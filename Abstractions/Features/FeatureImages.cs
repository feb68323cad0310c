using static TorchSharp.torch;

namespace GsFramework.Features;

/// <summary>Images as an <see cref="IFeatureExtractor"/> takes them.</summary>
public static class FeatureImages
{
    /// <summary>Images with three channels: grey repeated in each of them, RGBA without its opacity, others as they
    /// are. Differentiable.</summary>
    /// <param name="images">Images (N, C, H, W).</param>
    public static Tensor ToRgb(Tensor images) =>
        images.shape[1] switch
        {
            1 => images.expand(-1, 3, -1, -1),
            4 => images.narrow(1, 0, 3),
            _ => images,
        };
}
