using GsFramework.Graph;

namespace Methods.Cat;

/// <summary>
/// The channels that a threshold leaves,
/// <code>
/// c stays  ⟺  |γ_c| > t,  or c is among the m largest of a layer that must not vanish
/// </code>
/// and the smallest t with which the network is within a budget of multiply-accumulates. They never become more when t
/// grows, so that t is found by halving.
/// </summary>
/// <remarks>
/// The official code halves an interval of real numbers until it is 0.1 % wide. Between two neighbouring |γ| every t
/// leaves the same channels; here the |γ| themselves are halved, which ends at the best of them.
/// </remarks>
internal sealed class ThresholdSearch
{
    private readonly ScaledChannels _channels;
    private readonly CompactMacs _macs;
    private readonly int[] _least;

    /// <param name="channels">The channels.</param>
    /// <param name="size">The size of the images that are counted for.</param>
    /// <param name="minChannels">m.</param>
    public ThresholdSearch(ScaledChannels channels, ImageSize size, int minChannels)
    {
        _channels = channels;
        _macs = new CompactMacs(channels.Map, size);
        _least =
        [
            .. channels.Layers.Select(layer => CanVanish(layer) ? 0 : Math.Min(minChannels, layer.Count)),
        ];
    }

    /// <summary>The groups that the smallest threshold within a budget takes out, and that threshold.</summary>
    /// <param name="ratio">How many times fewer multiply-accumulates than the dense network.</param>
    /// <returns>Null when no threshold is enough.</returns>
    public (IReadOnlySet<int> Pruned, float Threshold)? Reach(double ratio)
    {
        // Below the smallest |γ| nothing is pruned.
        float[] thresholds =
        [
            -1,
            .. _channels
                .Layers.SelectMany(static layer => layer)
                .Select(static channel => channel.Scale)
                .Distinct()
                .Order(),
        ];
        if (Ratio(Pruned(thresholds[^1])) < ratio)
        {
            return null;
        }

        var (low, high) = (0, thresholds.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Ratio(Pruned(thresholds[middle])) >= ratio ? (low, middle) : (middle + 1, high);
        }

        return (Pruned(thresholds[low]), thresholds[low]);
    }

    /// <summary>The largest ratio that a threshold reaches.</summary>
    public double Most => Ratio(Pruned(float.PositiveInfinity));

    /// <summary>How many times fewer multiply-accumulates the network has without these groups.</summary>
    public double Ratio(IReadOnlySet<int> pruned) => (double)_macs.Dense / _macs.Measure(Live(pruned)).Macs;

    private HashSet<int> Pruned(float threshold)
    {
        var pruned = new HashSet<int>();
        foreach (var (layer, least) in _channels.Layers.Zip(_least))
        {
            pruned.UnionWith(
                layer
                    .OrderByDescending(static channel => channel.Scale)
                    .Skip(least)
                    .Where(channel => channel.Scale <= threshold)
                    .Select(static channel => channel.Group)
            );
        }

        // Layers that could each vanish, but not all of them, such as branches side by side.
        while (_macs.EmptyLayer(Live(pruned)) is { } empty && Strongest(empty, pruned) is { } channel)
        {
            pruned.Remove(channel.Group);
        }

        return pruned;
    }

    private (int Group, float Scale)? Strongest(string layer, HashSet<int> pruned)
    {
        var groups = _channels.Map.GroupsOf(layer).Where(pruned.Contains).ToHashSet();
        return groups.Count == 0
            ? null
            : _channels
                .Layers.SelectMany(static channels => channels)
                .Where(channel => groups.Contains(channel.Group))
                .MaxBy(static channel => channel.Scale);
    }

    private bool CanVanish(IReadOnlyList<(int Group, float Scale)> layer) =>
        _macs.Measure(Live(layer.Select(static channel => channel.Group).ToHashSet())).IsWhole;

    private bool[] Live(IReadOnlySet<int> pruned)
    {
        var live = new bool[_macs.Groups];
        for (var group = 0; group < live.Length; group++)
        {
            live[group] = !pruned.Contains(group);
        }

        return live;
    }
}
