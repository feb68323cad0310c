using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>The straight-through estimator: the value of a step function with the gradient of the identity.</summary>
public static class StraightThrough
{
    /// <summary>Returns <paramref name="step"/>(x) to the bit, with d/dx = 1.</summary>
    public static Tensor Pass(Tensor x, Func<Tensor, Tensor> step)
    {
        using var scope = NewDisposeScope();
        return Overwrite(x.clone(), copy => copy.copy_(step(copy))).MoveToOuterDisposeScope();
    }

    /// <summary>The primitive of GAN Slimming: round_half_to_even(x / s)·s with s = max / n, n = 2^(bits-1) - 1 when
    /// signed and 2^bits when not (so 257 levels for 8 bits). It does not clamp.</summary>
    public static Tensor RoundToGrid(Tensor x, int bits, double max, bool signed) =>
        Overwrite(x.clone(), copy => Round(copy, max / (signed ? (1 << (bits - 1)) - 1 : 1 << bits)));

    /// <summary>
    /// Changes the values of <paramref name="result"/> in place behind autograd's back and returns it: its gradient
    /// stays that of the operation that made it. That operation must not need its own result on the way back (clone and
    /// clamp do not). The usual x + (step(x) - x).detach() has two more passes over the memory and a rounding error.
    /// </summary>
    internal static Tensor Overwrite(Tensor result, Action<Tensor> step)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        step(result);
        return result;
    }

    /// <summary>round(clamp(x, low, high) / scale)·scale with the gradient of the clamp.</summary>
    /// <param name="x">Values.</param>
    /// <param name="low">The lower bound.</param>
    /// <param name="high">The upper bound.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="extremes">Those of x where they are known.</param>
    internal static Tensor RoundWithin(Tensor x, double low, double high, double scale, Extremes? extremes = null)
    {
        if (!FloatPass.Fits(x))
        {
            return Overwrite(x.clamp(low, high), clamped => Round(clamped, scale));
        }

        var (grid, count) = (new GridPass((float)low, (float)high, (float)scale), x.numel());
        var hasGradient = x.requires_grad && is_grad_enabled();
        if (!hasGradient || (extremes ?? Extremes.Of(x)).Within((float)low, (float)high))
        {
            var result = hasGradient ? x.clone() : empty_like(x);
            grid.Round(FloatPass.Address(x), FloatPass.Address(result), count);
            return result;
        }

        // The way back through clamp takes ten times as long as through a product. Its values are written afterwards,
        // and those of the mask before autograd reads them.
        using var mask = empty_like(x, requires_grad: false);
        var product = x * mask;
        grid.Round(FloatPass.Address(x), FloatPass.Address(product), FloatPass.Address(mask), count);
        return product;
    }

    /// <summary>Rounds to multiples of a scale, in place.</summary>
    internal static void Round(Tensor x, double scale)
    {
        x.div_(scale).round_().mul_(scale);
    }
}
