using GsFramework.Features;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace GsFramework.Teachers.CartoonGan;

/// <summary>
/// Drawn images with smoothed edges, as CartoonGAN makes them: find edges (Canny, 1986), widen them to 5x5, and put a
/// 5x5 Gaussian blur in their place.
/// </summary>
internal static class EdgeSmoothing
{
    private const int Side = 5;

    private static readonly float[] _brightness = [0.299f, 0.587f, 0.114f];
    private static readonly float[] _sobel = [-1, 0, 1, -2, 0, 2, -1, 0, 1];

    /// <summary>Smooths the edges of images (N, C, H, W) in [-1, 1].</summary>
    /// <param name="images">The images.</param>
    /// <param name="low">Canny's lower threshold of |∂x| + |∂y| (3x3 Sobel) of the brightness in 0…255: weak edges that
    /// touch strong ones are edges.</param>
    /// <param name="high">The upper threshold: these are strong.</param>
    public static Tensor Apply(Tensor images, double low, double high)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var wide = max_pool2d(Edges(images, low, high), [Side, Side], [1, 1], [Side / 2, Side / 2]);
        return where(wide > 0, Blurred(images), images).MoveToOuterDisposeScope();
    }

    /// <summary>1 on edges and 0 elsewhere, (N, 1, H, W).</summary>
    internal static Tensor Edges(Tensor images, double low, double high)
    {
        using var scope = NewDisposeScope();
        var weights = tensor(_brightness, device: images.device).view(1, 3, 1, 1);
        var brightness = ((FeatureImages.ToRgb(images) + 1) * 127.5 * weights).sum([1], keepdim: true);
        var padded = pad(brightness, [1, 1, 1, 1], PaddingModes.Replicate);
        var sobel = tensor(_sobel, device: images.device).view(1, 1, 3, 3);
        var (dx, dy) = (conv2d(padded, sobel), conv2d(padded, sobel.transpose(2, 3).contiguous()));
        var size = dx.abs() + dy.abs();
        var candidates = size * Ridge(size, dx, dy);

        // Hysteresis: weak edges that touch an edge join it, until none is left that does.
        var (weak, edges) = ((candidates > low).to(float32), (candidates > high).to(float32));
        for (var before = -1.0; ;)
        {
            var count = edges.sum().item<float>();
            if (count == before)
            {
                return edges.MoveToOuterDisposeScope();
            }

            before = count;
            edges = maximum(edges, max_pool2d(edges, [3, 3], [1, 1], [1, 1]) * weak);
        }
    }

    // 1 where the gradient is the largest of its neighbours across the edge.
    private static Tensor Ridge(Tensor size, Tensor dx, Tensor dy)
    {
        var tangent = Math.Tan(Math.PI / 8);
        var (x, y) = (dx.abs(), dy.abs());
        var horizontal = y <= x * tangent;
        var vertical = x < y * tangent;
        var falling = (dx * dy) > 0;
        return where(
            horizontal,
            Largest(size, 0, 1),
            where(vertical, Largest(size, 1, 0), where(falling, Largest(size, 1, 1), Largest(size, 1, -1)))
        );
    }

    // On a plateau of two, the second one is the edge.
    private static Tensor Largest(Tensor size, int down, int right)
    {
        var (height, width) = (size.shape[2], size.shape[3]);
        var padded = pad(size, [1, 1, 1, 1], PaddingModes.Constant, 0);
        Tensor Shifted(int y, int x) => padded.narrow(2, 1 + y, height).narrow(3, 1 + x, width);
        return ((size > Shifted(down, right)) & (size >= Shifted(-down, -right))).to(float32);
    }

    private static Tensor Blurred(Tensor images)
    {
        // σ as OpenCV derives it from the kernel's side.
        const double sigma = (0.3 * (((Side - 1) * 0.5) - 1)) + 0.8;
        var line = tensor(
            Enumerable
                .Range(0, Side)
                .Select(i => (float)Math.Exp(-Math.Pow(i - (Side / 2), 2) / (2 * sigma * sigma)))
                .ToArray()
        );
        var square = outer(line, line);
        var channels = images.shape[1];
        var kernel = (square / square.sum()).to(images.device).expand(channels, 1, Side, Side).contiguous();
        const int margin = Side / 2;
        return conv2d(pad(images, [margin, margin, margin, margin], PaddingModes.Reflect), kernel, groups: channels);
    }
}
