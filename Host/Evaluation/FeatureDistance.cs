using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>
/// The distance of Zhang et al. (CVPR 2018) without its learned weights, hence not LPIPS:
/// <code>
/// d(a, b) = mean over layers, rows and columns of |f(a)/|f(a)| − f(b)/|f(b)||²,   |f| over channels
/// </code>
/// 0 for equal images, at most 4; at most 2 where features are not negative.
/// </summary>
internal static class FeatureDistance
{
    private const double Epsilon = 1e-10;

    /// <summary>One value an image.</summary>
    /// <param name="maps">Feature maps (N, C, H, W) of images, one a layer.</param>
    /// <param name="references">Those of the references.</param>
    public static double[] Of(IReadOnlyList<Tensor> maps, IReadOnlyList<Tensor> references)
    {
        using var scope = NewDisposeScope();
        var layers = maps.Zip(references, static (map, reference) =>
                (Unit(map) - Unit(reference)).square().sum(1).mean([1, 2])
            )
            .ToArray();
        return stack(layers).mean([0]).cpu().data<double>().ToArray();
    }

    private static Tensor Unit(Tensor map)
    {
        var wide = map.to(float64);
        return wide / (wide.square().sum(1, keepdim: true).sqrt() + Epsilon);
    }
}
