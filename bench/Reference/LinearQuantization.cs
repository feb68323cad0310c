using static TorchSharp.torch;

namespace GsFramework.Bench.Reference;

/// <summary>
/// round(x / s)·s with s = max / n, n = 2^(bits-1) - 1 when signed and 2^bits when not, and the gradient of the
/// identity: the primitive of the GAN Slimming code, as a function of autograd's own.
/// </summary>
internal sealed class LinearQuantization : autograd.SingleTensorFunction<LinearQuantization>
{
    /// <inheritdoc/>
    public override string Name => nameof(LinearQuantization);

    /// <summary>Rounds to the grid, into new memory.</summary>
    public static Tensor Of(Tensor x, bool signed, int bits, double max) => apply(x, signed, bits, max);

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, signed, bits, max) = ((Tensor)vars[0], (bool)vars[1], (int)vars[2], (double)vars[3]);
        var scale = max / (signed ? (1 << (bits - 1)) - 1 : 1 << bits);
        return x.div(scale).round_().mul_(scale);
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
        [grad_output, null!, null!, null!];
}
