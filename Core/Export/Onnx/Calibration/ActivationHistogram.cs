using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Export.Onnx.Calibration;

/// <summary>The values that an activation took. They are seen twice: first their ends, then how they spread
/// between.</summary>
internal sealed class ActivationHistogram
{
    private const int Bins = 2048;

    private readonly double[] _counts = new double[Bins];

    /// <summary>The smallest value; 0 before any was seen.</summary>
    public double Low { get; private set; }

    /// <summary>The largest value; 0 before any was seen.</summary>
    public double High { get; private set; }

    private double Width => (High - Low) / Bins;

    /// <summary>Takes note of the ends.</summary>
    public void SeeEnds(Tensor values)
    {
        using var scope = NewDisposeScope();
        var (low, high) = aminmax(values);
        (Low, High) = (Math.Min(Low, low.item<float>()), Math.Max(High, high.item<float>()));
    }

    /// <summary>Counts values between the ends.</summary>
    public void Count(Tensor values)
    {
        if (High <= Low)
        {
            return;
        }

        using var scope = NewDisposeScope();
        var bins = values.reshape(-1).sub(Low).div_(Width).floor_().clamp_(0, Bins - 1).to(int64);
        var counts = bins.bincount(null, Bins).data<long>();
        for (var bin = 0; bin < Bins; bin++)
        {
            _counts[bin] += counts[bin];
        }
    }

    /// <summary>The value that a share of all values is below.</summary>
    public double Quantile(double share)
    {
        var (below, wanted) = (0.0, share * _counts.Sum());
        for (var bin = 0; bin < Bins; bin++)
        {
            if (below + _counts[bin] >= wanted)
            {
                return Low + (Width * (bin + (_counts[bin] > 0 ? (wanted - below) / _counts[bin] : 0)));
            }

            below += _counts[bin];
        }

        return High;
    }

    /// <summary>The sum over all values of the squared error that rounding to a range's grid makes.</summary>
    public double SquaredError(float low, float high, int integerMax)
    {
        var scale = (high - low) / integerMax;
        if (scale <= 0)
        {
            return double.PositiveInfinity;
        }

        var zero = Math.Clamp(MathF.Round(-low / scale), 0, integerMax);
        var sum = 0.0;
        for (var bin = 0; bin < Bins; bin++)
        {
            if (_counts[bin] > 0)
            {
                var value = Low + (Width * (bin + 0.5));
                var rounded = (Math.Clamp(Math.Round(value / scale) + zero, 0, integerMax) - zero) * scale;
                sum += _counts[bin] * (value - rounded) * (value - rounded);
            }
        }

        return sum;
    }
}
