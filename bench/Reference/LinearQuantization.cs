using static TorchSharp.torch;

namespace GsFramework.Bench.Reference;

/// <summary>
/// round(x / s)·s with s = max / n, n = 2^(bits-1) - 1 when signed and 2^bits when not, and the gradient of the
/// identity: the primitive of the GAN Slimming code.
/// </summary>
/// <remarks>That code has a function of autograd's own for it. TorchSharp's (<c>SingleTensorFunction</c>) keeps a copy
/// of each kernel in every step, so the values are changed behind autograd's back: the same three operations.</remarks>
internal static class LinearQuantization
{
    /// <summary>Rounds to the grid in place.</summary>
    /// <param name="result">What an operation made that does not need its own result on the way back.</param>
    /// <param name="signed">True for as many steps below 0 as above.</param>
    /// <param name="bits">Bits.</param>
    /// <param name="max">The largest value.</param>
    public static Tensor Round(Tensor result, bool signed, int bits, double max)
    {
        using var noGrad = no_grad();
        var scale = max / (signed ? (1 << (bits - 1)) - 1 : 1 << bits);
        result.div_(scale).round_().mul_(scale);
        return result;
    }
}
