using GsFramework.Graph;
using GsFramework.Parts;

namespace GsFramework.ChannelPruning;

/// <summary>What a choice of channels costs, and which choice reaches a target.</summary>
internal sealed class ChannelSelection
{
    // A channel that is dead already comes back with hardly any influence, but with gradients.
    private const float Woken = 1e-3f;

    // Nothing is free.
    private const double LeastCost = 1e-6;

    private readonly PrunableChannels _channels;
    private readonly PruningScope _scope;
    private readonly int _multiple;
    private readonly CompactMacs _macs;
    private readonly INetworkCost? _cost;
    private readonly Dictionary<string, int> _gone;
    private readonly PrunableChannels.Norm[] _vital;

    public ChannelSelection(
        PrunableChannels channels,
        ImageSize size,
        PruningScope scope = PruningScope.Global,
        int multiple = 1,
        NetworkGraph? dense = null,
        INetworkCost? cost = null
    )
    {
        _cost = cost;
        _channels = channels;
        _scope = scope;
        _multiple = multiple;
        _macs = new CompactMacs(channels.Map, size);
        var former = dense is null ? channels.Map : ChannelMap.Of(dense);
        var whole = dense is null ? _macs : new CompactMacs(former, size);
        DenseMacs = whole.Dense;
        DenseCost = Cost(whole, [.. Enumerable.Repeat(true, whole.Groups)]);
        _gone = channels.Norms.ToDictionary(
            static norm => norm.Name,
            norm => former.GroupsOf(norm.Name).Count - norm.Length
        );
        _vital =
        [
            .. channels.Norms.Where(norm =>
            {
                var scales = new float[channels.Count];
                Array.Fill(scales, 1f);
                scales.AsSpan(norm.Range).Clear();
                return !Measure(scales).IsWhole;
            }),
        ];
    }

    /// <summary>The image size that costs are counted for.</summary>
    public ImageSize ImageSize => _macs.ImageSize;

    /// <summary>Multiply-accumulates with all channels, those too that have left the generator.</summary>
    public long DenseMacs { get; }

    /// <summary>The cost that is to become less, with all channels.</summary>
    public double DenseCost { get; }

    /// <summary>How many times less of the cost that is to become less the network with these γ has.</summary>
    public double Ratio(float[] scales) => DenseCost / Math.Max(_cost is null ? 1 : LeastCost, Cost(scales));

    /// <summary>How many times fewer multiply-accumulates it has.</summary>
    public double MacRatio(float[] scales) => (double)DenseMacs / Math.Max(1, Measure(scales).Macs);

    /// <summary>The cost of the network with these γ: multiply-accumulates where no other is given.</summary>
    public double Cost(float[] scales) => Cost(_macs, _channels.Live(scales, _macs.Groups));

    /// <summary>
    /// Brings the channel with the largest former |γ| back where a layer would lose all its channels and no residual
    /// connection goes around it.
    /// </summary>
    /// <param name="scales">All γ, changed in place.</param>
    /// <param name="former">All γ before they were shrunk.</param>
    /// <returns>The norms that were helped.</returns>
    public IReadOnlyList<string> KeepAlive(float[] scales, float[] former)
    {
        var helped = new List<string>();
        foreach (var norm in _vital)
        {
            Revive(norm);
        }

        // Branches that are each dispensable, but not all of them.
        while (!Measure(scales).IsWhole)
        {
            var dead = _channels
                .Norms.Where(IsDead)
                .OrderByDescending(norm => Math.Abs(former[Strongest(norm)]))
                .FirstOrDefault();
            if (dead is null || !Revive(dead))
            {
                break;
            }
        }

        return helped;

        bool IsDead(PrunableChannels.Norm norm) => !scales.AsSpan(norm.Range).ContainsAnyExcept(0f);

        int Strongest(PrunableChannels.Norm norm) =>
            Enumerable.Range(norm.Start, norm.Length).MaxBy(channel => Math.Abs(former[channel]));

        bool Revive(PrunableChannels.Norm norm)
        {
            if (!IsDead(norm) || former[Strongest(norm)] == 0)
            {
                return false;
            }

            scales[Strongest(norm)] = former[Strongest(norm)];
            helped.Add(norm.Name);
            return true;
        }
    }

    /// <summary>Brings channels back until every norm keeps a multiple: those with the largest former |γ|. The channels
    /// of a trunk, and those that others are tied to, stay as they are.</summary>
    /// <param name="scales">All γ, changed in place.</param>
    /// <param name="former">All γ before they were shrunk.</param>
    public void RoundUp(float[] scales, float[] former)
    {
        if (_multiple == 1)
        {
            return;
        }

        foreach (
            var norm in _channels.Norms.Where(static norm =>
                norm.Members.Count == 1 && norm.Groups.Distinct().Count() == norm.Length
            )
        )
        {
            var kept = norm.Length - scales.AsSpan(norm.Range).Count(0f);
            var wanted = Math.Min(norm.Length, (kept + _multiple - 1) / _multiple * _multiple);
            foreach (
                var channel in Enumerable
                    .Range(norm.Start, norm.Length)
                    .Where(channel => scales[channel] == 0)
                    .OrderByDescending(channel => Math.Abs(former[channel]))
                    .Take(wanted - kept)
                    .ToArray()
            )
            {
                scales[channel] = former[channel] == 0 ? Woken : former[channel];
            }
        }
    }

    /// <summary>A copy of γ in which these channels are 0. Layers are kept alive, and rounded up.</summary>
    public float[] Silence(float[] scales, ReadOnlySpan<int> channels)
    {
        var left = (float[])scales.Clone();
        foreach (var channel in channels)
        {
            left[channel] = 0;
        }

        KeepAlive(left, scales);
        RoundUp(left, scales);
        return left;
    }

    /// <summary>
    /// Silences the fewest channels, in the given order, that reach a ratio, and then brings back, the last ones first,
    /// those that it can do without.
    /// </summary>
    /// <param name="scales">All γ.</param>
    /// <param name="order">Channels to silence, the first first.</param>
    /// <param name="target">The wanted ratio of costs.</param>
    /// <returns>The γ with those channels at 0, or null when all of them are not enough.</returns>
    public float[]? Reach(float[] scales, int[] order, double target)
    {
        if (Needed(scales, order, target) is not { } needed)
        {
            return null;
        }

        // The last channel of a wide layer may weigh more than what was missing.
        var silenced = order[..needed].ToList();
        for (var i = needed - 1; i >= 0; i--)
        {
            var channel = silenced[i];
            silenced.RemoveAt(i);
            if (Ratio(Silence(scales, [.. silenced])) < target)
            {
                silenced.Insert(i, channel);
            }
        }

        return Silence(scales, [.. silenced]);
    }

    /// <summary>How many channels, in the given order, must at least be silenced to reach a ratio; null when all of
    /// them are not enough.</summary>
    public int? Needed(float[] scales, int[] order, double target)
    {
        if (Ratio(Silence(scales, order)) < target)
        {
            return null;
        }

        var (low, high) = (0, order.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) =
                Ratio(Silence(scales, order.AsSpan(0, middle))) >= target ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    /// <summary>The channels with γ ≠ 0 in the order in which they are to die: the smallest |γ| first or, where layers
    /// lose equal shares, the smallest share of their layer's channels that have a smaller |γ|.</summary>
    public int[] Order(float[] scales)
    {
        var keys = scales.Select(static scale => (double)Math.Abs(scale)).ToArray();
        if (_scope == PruningScope.Layer)
        {
            foreach (var norm in _channels.Norms)
            {
                foreach (
                    var (rank, channel) in Enumerable
                        .Range(norm.Start, norm.Length)
                        .OrderBy(channel => Math.Abs(scales[channel]))
                        .ToArray()
                        .Index()
                )
                {
                    keys[channel] = (rank + 1.0 + _gone[norm.Name]) / (norm.Length + _gone[norm.Name]);
                }
            }
        }

        return
        [
            .. Enumerable
                .Range(0, scales.Length)
                .Where(channel => scales[channel] != 0)
                .OrderBy(channel => keys[channel]),
        ];
    }

    private double Cost(CompactMacs network, bool[] live) =>
        _cost is null ? network.Measure(live).Macs : _cost.Base + network.Sum(live, _cost.OfLayer);

    private (long Macs, bool IsWhole) Measure(float[] scales) => _macs.Measure(_channels.Live(scales, _macs.Groups));
}
