using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>The straight-through estimator: the value of a step function with the gradient of the identity.</summary>
public static class StraightThrough
{
    /// <summary>
    /// Returns <paramref name="step"/>(x) to the bit, with d/dx = 1. (The usual x + (step(x) - x) is off by a rounding
    /// error; x - x is not.)
    /// </summary>
    public static Tensor Pass(Tensor x, Func<Tensor, Tensor> step)
    {
        var differentiable = x.requires_grad && is_grad_enabled();
        using var detached = x.detach();
        using (no_grad())
        {
            var stepped = step(detached);
            if (!differentiable)
            {
                return stepped;
            }

            using (enable_grad())
            {
                return stepped + (x - detached);
            }
        }
    }

    /// <summary>The primitive of GAN Slimming: round_half_to_even(x / s)·s with s = max / n, n = 2^(bits-1) - 1 when signed
    /// and 2^bits when not (so 257 levels for 8 bits). It does not clamp.</summary>
    public static Tensor RoundToGrid(Tensor x, int bits, double max, bool signed)
    {
        var scale = max / (signed ? (1 << (bits - 1)) - 1 : 1 << bits);
        return Pass(x, value => (value / scale).round() * scale);
    }
}
