using static TorchSharp.torch;

namespace GsFramework.Graph.Bands;

/// <summary>Sums from which the moments of an image follow, gathered band by band. In fp64, so that sums of whole
/// numbers are exact in any order.</summary>
internal sealed class MomentSums : IDisposable
{
    private Tensor? _sum;
    private Tensor? _squares;
    private long _pixels;

    public void Add(Tensor rows)
    {
        using var scope = NewDisposeScope();
        var sum = rows.sum([2, 3], keepdim: true, type: float64);
        var squares = rows.square().sum([2, 3], keepdim: true, type: float64);
        _pixels += rows.shape[2] * rows.shape[3];
        if (_sum is null)
        {
            (_sum, _squares) = (sum.DetachFromDisposeScope(), squares.DetachFromDisposeScope());
            return;
        }

        _sum.add_(sum);
        _squares!.add_(squares);
    }

    public ImageMoments Moments()
    {
        using var scope = NewDisposeScope();
        var mean = _sum! / _pixels;
        var variance = ((_squares! / _pixels) - mean.square()).clamp(min: 0);
        return new ImageMoments(mean.MoveToOuterDisposeScope(), variance.MoveToOuterDisposeScope());
    }

    public void Dispose()
    {
        _sum?.Dispose();
        _squares?.Dispose();
    }
}
