using GsFramework.Core.Data;
using MathNet.Numerics.Distributions;

namespace GsFramework.Host.Searching;

/// <summary>
/// The adaptive Parzen estimator over an interval [a, b] (Bergstra et al. 2011, section 4): the prior and a Gaussian
/// about each place that was seen, truncated to the interval, in equal parts.
/// <code>
/// p(x) = ( 1/(b - a) + Σ_i N(x; μ_i, σ_i) / (Φ((b - μ_i)/σ_i) - Φ((a - μ_i)/σ_i)) ) / (n + 1)
/// σ_i  = the larger of the distances to the neighbours on both sides, from (b - a)/min(100, n + 1) to b - a
/// </code>
/// The paper clips σ "to remain in a reasonable range"; these bounds, and the middle of the interval as a further
/// neighbour, are those of Hyperopt, the authors' program.
/// </summary>
internal sealed class ParzenDensity : ISearchDensity
{
    private readonly double _low;
    private readonly double _high;
    private readonly Bell[] _bells;

    /// <summary>Makes the density.</summary>
    /// <param name="low">a.</param>
    /// <param name="high">b.</param>
    /// <param name="seen">The places that were seen, in any order.</param>
    public ParzenDensity(double low, double high, IReadOnlyList<double> seen)
    {
        (_low, _high) = (low, high);
        var middle = (low + high) / 2;
        double[] places = [.. seen.Append(middle).Order()];
        var prior = Array.BinarySearch(places, middle);
        var narrowest = (high - low) / Math.Min(100, seen.Count + 1);
        _bells =
        [
            .. Enumerable
                .Range(0, places.Length)
                .Where(at => at != prior)
                .Select(at => new Bell(places[at], Math.Clamp(Gap(at), narrowest, high - low), low, high)),
        ];

        double Gap(int at) =>
            Math.Max(
                at > 0 ? places[at] - places[at - 1] : 0,
                at < places.Length - 1 ? places[at + 1] - places[at] : 0
            );
    }

    public double At(double place) =>
        ((1 / (_high - _low)) + _bells.Sum(bell => bell.At(place))) / (_bells.Length + 1);

    public double Draw(ref CounterRandom random)
    {
        var part = random.Below(_bells.Length + 1);
        var share = random.Share();
        var place = part == _bells.Length ? _low + (share * (_high - _low)) : _bells[part].Quantile(share);
        return Math.Clamp(place, _low, _high);
    }

    /// <summary>A Gaussian that is truncated to [a, b].</summary>
    private sealed class Bell(double mean, double deviation, double low, double high)
    {
        private readonly double _below = Normal.CDF(mean, deviation, low);
        private readonly double _mass = Normal.CDF(mean, deviation, high) - Normal.CDF(mean, deviation, low);

        public double At(double place) => Normal.PDF(mean, deviation, place) / _mass;

        public double Quantile(double share) => Normal.InvCDF(mean, deviation, _below + (share * _mass));
    }
}
