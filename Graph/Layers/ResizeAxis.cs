using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>Resizing along one axis as a matrix, by the formulas of ONNX's operator <c>Resize</c>.</summary>
internal static class ResizeAxis
{
    /// <summary>a of the cubic spline: PyTorch's.</summary>
    public const double CubicFactor = -0.75;

    /// <summary>The weight of each old pixel in each new one.</summary>
    /// <param name="from">Old pixels.</param>
    /// <param name="to">New pixels.</param>
    /// <param name="factor">How much larger the image becomes.</param>
    /// <param name="layer">Interpolation, places and rounding.</param>
    /// <returns>[to, from], fp64; each row adds up to 1.</returns>
    public static Tensor Weights(int from, int to, double factor, Resize layer)
    {
        var weights = new double[to * from];
        for (var pixel = 0; pixel < to; pixel++)
        {
            foreach (var (old, weight) in Neighbors(Place(pixel, from, to, factor, layer.Places), layer))
            {
                weights[(pixel * from) + Math.Clamp(old, 0, from - 1)] += weight;
            }
        }

        return tensor(weights).reshape(to, from);
    }

    private static double Place(int pixel, int from, int to, double factor, PixelPlaces places) =>
        places switch
        {
            PixelPlaces.HalfPixel => ((pixel + 0.5) / factor) - 0.5,
            PixelPlaces.AlignCorners => to == 1 ? 0 : pixel * (from - 1.0) / (to - 1),
            _ => pixel / factor,
        };

    private static IEnumerable<(int Pixel, double Weight)> Neighbors(double place, Resize layer)
    {
        var floor = (int)Math.Floor(place);
        var rest = place - floor;
        return layer.Interpolation switch
        {
            Interpolation.Nearest => [(Nearest(place, layer.Rounding), 1)],
            Interpolation.Linear => [(floor, 1 - rest), (floor + 1, rest)],
            _ => Enumerable.Range(-1, 4).Select(step => (floor + step, Cubic(Math.Abs(rest - step)))),
        };
    }

    private static int Nearest(double place, NearestRounding rounding) =>
        (int)
            (
                rounding switch
                {
                    NearestRounding.Floor => Math.Floor(place),
                    NearestRounding.Ceil => Math.Ceiling(place),
                    NearestRounding.RoundPreferFloor => Math.Ceiling(place - 0.5),
                    _ => Math.Floor(place + 0.5),
                }
            );

    private static double Cubic(double distance) =>
        distance <= 1
            ? ((((CubicFactor + 2) * distance) - (CubicFactor + 3)) * distance * distance) + 1
            : CubicFactor * (((((distance - 5) * distance) + 8) * distance) - 4);
}
