using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Host.Benchmarking;

/// <summary>Takes channels out at random until a network has N times fewer multiply-accumulates. For timing alone: like
/// a trained pruning, and unlike a narrower network, it leaves every layer a width of its own.</summary>
internal static class RandomPruning
{
    /// <summary>The network without those channels.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="weights">Its weights, changed in place: channels that go are silenced.</param>
    /// <param name="ratio">How many times fewer multiply-accumulates (exact rule).</param>
    /// <param name="multiple">What the channels that stay in a layer are rounded up to a multiple of.</param>
    /// <param name="size">The size of the image that is counted for.</param>
    /// <param name="seed">Seed of the choice.</param>
    /// <param name="trunk">True to take channels out of residual trunks too, where all their norms have a γ.</param>
    /// <exception cref="UserException">The network cannot become so small.</exception>
    public static PrunedNetwork Prune(
        NetworkGraph graph,
        WeightSet weights,
        double ratio,
        int multiple,
        ImageSize size,
        int seed,
        bool trunk = false
    )
    {
        var map = ChannelMap.Of(graph);
        var macs = new CompactMacs(map, size);
        var layers = map
            .PrunableNorms.Concat(trunk ? Trunks(map) : [])
            .Select(norm => Shuffled([.. map.GroupsOf(norm).Distinct()], seed))
            .ToArray();

        // The share of channels that stays is the same in all layers up to chance: a channel's place in the order of
        // all.
        var places = layers
            .SelectMany(static (layer, index) => layer.Select(group => (Layer: index, Group: group)))
            .ToArray();
        new Random(seed).Shuffle(places);

        var (fits, tooMany) = (0, places.Length + 1);
        while (tooMany - fits > 1)
        {
            var middle = (fits + tooMany) / 2;
            (fits, tooMany) =
                macs.Measure(Live(middle)).Macs <= macs.Dense / ratio ? (middle, tooMany) : (fits, middle);
        }

        var live = Live(fits);
        if (macs.Measure(live) is var (least, isWhole) && (!isWhole || least > macs.Dense / ratio))
        {
            throw new UserException(
                $"--ratio {ratio}: this network cannot have so few multiply-accumulates. Give a smaller one."
            );
        }

        GraphPruning.Mask(map, weights, Enumerable.Range(0, live.Length).Where(group => live[group]).ToHashSet());
        return GraphPruning.Prune(graph, weights);

        bool[] Live(int kept)
        {
            var alive = Enumerable.Repeat(true, macs.Groups).ToArray();
            foreach (var (index, layer) in layers.Index())
            {
                var count = places.Take(kept).Count(place => place.Layer == index);
                foreach (var group in layer.Skip((count + multiple - 1) / multiple * multiple))
                {
                    alive[group] = false;
                }
            }

            return alive;
        }
    }

    // A norm of each trunk. Those of one trunk have the same groups of channels.
    private static IEnumerable<string> Trunks(ChannelMap map) =>
        map.Graph.Nodes.Where(node =>
                node.Layer is InstanceNorm2d { Affine: true }
                && !map.PrunableNorms.Contains(node.Name)
                && !map.GroupsOf(node.Name).Any(map.IsFrozen)
            )
            .DistinctBy(node => map.GroupsOf(node.Name).Min())
            .Select(static node => node.Name);

    private static int[] Shuffled(int[] groups, int seed)
    {
        new Random(seed).Shuffle(groups);
        return groups;
    }
}
