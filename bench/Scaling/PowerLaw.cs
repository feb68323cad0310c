using MathNet.Numerics;

namespace GsFramework.Bench.Scaling;

/// <summary>y = c·x^e.</summary>
internal static class PowerLaw
{
    /// <summary>e by least squares of the logarithms.</summary>
    /// <param name="points">Two or more, with positive numbers.</param>
    public static double Exponent(IEnumerable<(double X, double Y)> points)
    {
        var known = points.ToArray();
        var (_, slope) = Fit.Line(
            [.. known.Select(static point => Math.Log(point.X))],
            [.. known.Select(static point => Math.Log(point.Y))]
        );
        return Math.Round(slope, 2);
    }
}
