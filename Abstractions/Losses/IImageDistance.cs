using static TorchSharp.torch;

namespace GsFramework.Losses;

/// <summary>The distance d(G(x), G0(x)) of the distillation term; see also <see cref="ISupervisedDistance"/>.</summary>
public interface IImageDistance
{
    /// <summary>A differentiable scalar, 0 for equal images, averaged over the batch.</summary>
    /// <param name="image">The student's images (N, C, H, W) in [-1, 1].</param>
    /// <param name="reference">The teacher's images, without gradient.</param>
    Tensor Distance(Tensor image, Tensor reference);
}
