using TorchSharp;
using static TorchSharp.torch;

namespace Methods.KernelAlignment;

/// <summary>
/// How alike the images of a batch are to two layers, and whether they agree about it. With a layer's outputs X as n
/// rows, one for each image,
/// <code>
/// KA(X, Y) = ⟨XXᵀ, YYᵀ⟩ / (‖XXᵀ‖_F ‖YYᵀ‖_F)
/// </code>
/// is 1 where the kernels are proportional. It has no parameters, and X and Y may differ in channels and in size.
/// </summary>
internal static class Alignment
{
    /// <summary>KA, between 0 and 1; 0 where a layer is silent.</summary>
    public static Tensor Of(Tensor student, Tensor teacher) => (Kernel(student) * Kernel(teacher)).sum();

    // Normalised first: the product of the norms would overflow before they do, and is 0 for a silent layer.
    private static Tensor Kernel(Tensor features)
    {
        var rows = features.flatten(1);
        return nn.functional.normalize(rows.matmul(rows.t()).flatten(), p: 2, dim: 0);
    }
}
