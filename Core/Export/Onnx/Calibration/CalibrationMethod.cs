using GsFramework.Graph.Layers;

namespace GsFramework.Core.Export.Onnx.Calibration;

/// <summary>How the range of an activation is chosen from the values that were seen.</summary>
internal enum CalibrationMethod
{
    /// <summary>From the smallest to the largest value.</summary>
    MinMax,

    /// <summary>Without the outermost 0.01 % of values, half of them on each side.</summary>
    Percentile,

    /// <summary>The range with the least mean squared error of the rounded values.</summary>
    Mse,
}

/// <summary>Chooses ranges.</summary>
internal static class RangeChoice
{
    private const double CutShare = 0.0001;
    private const int Candidates = 24;
    private const double LeastShare = 0.1;

    /// <summary>The range of an activation; it holds 0.</summary>
    public static (float Low, float High) Of(
        CalibrationMethod method,
        ActivationHistogram seen,
        AffineQuantizer quantizer
    ) =>
        method switch
        {
            CalibrationMethod.Percentile => WithZero(seen.Quantile(CutShare / 2), seen.Quantile(1 - (CutShare / 2))),
            CalibrationMethod.Mse => LeastError(seen, quantizer),
            _ => WithZero(seen.Low, seen.High),
        };

    private static (float Low, float High) LeastError(ActivationHistogram seen, AffineQuantizer quantizer)
    {
        var (low, high) = WithZero(seen.Low, seen.High);
        double[] shares =
        [
            .. Enumerable
                .Range(0, Candidates)
                .Select(static i => LeastShare + ((1 - LeastShare) * i / (Candidates - 1))),
        ];
        var lows = low < 0 ? shares : [1];
        var highs = high > 0 ? shares : [1];
        return (from left in lows from right in highs select ((float)(low * left), (float)(high * right))).MinBy(
            range => seen.SquaredError(range.Item1, range.Item2, quantizer.IntegerMax)
        );
    }

    private static (float Low, float High) WithZero(double low, double high) =>
        ((float)Math.Min(low, 0), (float)Math.Max(high, 0));
}
