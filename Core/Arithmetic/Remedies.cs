using GsFramework.Core.Arithmetic.Native;
using static TorchSharp.torch;

namespace GsFramework.Core.Arithmetic;

/// <summary>Takes one of the three ways of computing. Each continues from the one before it; there is no way
/// back.</summary>
internal static class Remedies
{
    /// <summary>Takes a way.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="isForced">True to repair what does not look broken, too.</param>
    /// <returns>Null when it is taken, else why it cannot be.</returns>
    public static string? Take(ArithmeticKind kind, bool isForced) =>
        kind switch
        {
            ArithmeticKind.Native => null,
            ArithmeticKind.Repaired => Repair(isForced),
            _ => LibTorch.UseOneDnn(false) ? null : "this libtorch has no switch to turn oneDNN off",
        };

    private static string? Repair(bool isForced)
    {
        UseOneDnnOnce();
        if (OneDnnCaches.Find() is not { } caches)
        {
            return "what oneDNN believes about the processor's caches was not found, or not in exactly one place";
        }

        if (caches.ArePlausible && !isForced)
        {
            return $"oneDNN believes the caches to have {string.Join(", ", caches.Sizes)} bytes, in which there is "
                + $"nothing to repair";
        }

        caches.Repair();
        PrimitiveCache.Renew();
        return null;
    }

    // It looks at the processor when it is first used. Its kernels for this shape have no tails.
    private static void UseOneDnnOnce()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        nn.functional.conv2d(zeros(1, 16, 8, 8), zeros(16, 16, 5, 5));
    }
}
