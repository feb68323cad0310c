using GsFramework.Losses;
using static TorchSharp.torch;

namespace GsFramework.Distillation.Distances;

/// <summary>d(y, y0) = mean (y - y0)² over images, channels and pixels.</summary>
internal sealed class MeanSquaredDistance : IImageDistance
{
    /// <inheritdoc/>
    public Tensor Distance(Tensor image, Tensor reference) => (image - reference).square().mean();
}
