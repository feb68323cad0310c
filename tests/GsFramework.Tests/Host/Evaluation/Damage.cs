using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Evaluation;

/// <summary>What can go wrong with drawings (N, 3, H, W), black on white in [-1, 1].</summary>
internal static class Damage
{
    /// <summary>Moves everything to the right and down; white comes in.</summary>
    public static Tensor Shift(Tensor drawings, int pixels)
    {
        var padded = nn.functional.pad(drawings, [pixels, 0, pixels, 0], PaddingModes.Constant, value: 1);
        return padded.narrow(2, 0, drawings.shape[2]).narrow(3, 0, drawings.shape[3]);
    }

    /// <summary>Takes ink from the lines' borders: the lightest value in a cross of five pixels, mixed in by a
    /// share.</summary>
    public static Tensor Thin(Tensor drawings, double share)
    {
        var rows = nn.functional.max_pool2d(drawings, [1, 3], [1, 1], [0, 1]);
        var columns = nn.functional.max_pool2d(drawings, [3, 1], [1, 1], [1, 0]);
        return lerp(drawings, maximum(rows, columns), tensor((float)share));
    }

    /// <summary>A Gaussian of this deviation in pixels.</summary>
    public static Tensor Blur(Tensor drawings, double deviation)
    {
        var radius = (int)Math.Ceiling(3 * deviation);
        var line = exp(-arange(-radius, radius + 1).to(float32).square() / (2 * deviation * deviation));
        line /= line.sum();
        var kernel = outer(line, line).expand(3, 1, -1, -1).contiguous();
        var padded = nn.functional.pad(drawings, [radius, radius, radius, radius], PaddingModes.Replicate);
        return nn.functional.conv2d(padded, kernel, groups: 3);
    }

    /// <summary>Turns a share of the pixels black or white.</summary>
    public static Tensor SaltAndPepper(Tensor drawings, double share, int seed)
    {
        using var random = new Generator((ulong)seed, CPU);
        var (n, h, w) = (drawings.shape[0], drawings.shape[2], drawings.shape[3]);
        var hit = rand([n, 1, h, w], generator: random) < share;
        var value = (rand([n, 1, h, w], generator: random) < 0.5).to(float32).mul(2).sub(1);
        return where(hit, value, drawings);
    }

    /// <summary>Whitens a share of the squares of 8x8 pixels, so that lines break off.</summary>
    public static Tensor EraseBlocks(Tensor drawings, double share, int seed)
    {
        using var random = new Generator((ulong)seed, CPU);
        var (n, h, w) = (drawings.shape[0], drawings.shape[2], drawings.shape[3]);
        var erased = (rand([n, 1, h / 8, w / 8], generator: random) < share)
            .repeat_interleave(8, 2)
            .repeat_interleave(8, 3);
        return where(erased, ones(1), drawings);
    }
}
