using GsFramework.Graph;

namespace GsFramework.Host.Benchmarking.Layers;

/// <summary>
/// Networks with some of the channels of a dense one, which tell together how the time of each layer depends on the
/// channels that it reads and writes. They are a Latin hypercube: each prunable layer takes every one of N widths once,
/// from all of its channels to a sixteenth of them, in an order of its own, so that widths of neighbours are
/// independent and no width is left out.
/// </summary>
internal static class TrialPrunings
{
    private const double Least = 1.0 / 16;

    // Half of the networks have widths as they come, and the rest what kernels like.
    private static readonly int[] _multiples = [1, 8, 1, 16, 1, 4];

    /// <summary>The networks, the dense one first.</summary>
    /// <param name="graph">The dense one.</param>
    /// <param name="count">How many; at least 2.</param>
    /// <param name="seed">Seed of the orders.</param>
    public static IEnumerable<NetworkGraph> Of(NetworkGraph graph, int count, int seed)
    {
        yield return graph;
        var map = ChannelMap.Of(graph);
        var random = new Random(seed);
        var layers = map
            .PrunableNorms.Select(norm => map.GroupsOf(norm).Distinct().ToArray())
            .Select(groups => (Groups: groups, Places: Shuffled(random, count - 1)))
            .ToArray();
        for (var number = 0; number < count - 1; number++)
        {
            var (gone, seen) = (new HashSet<int>(), new HashSet<int>());
            foreach (var (groups, places) in layers)
            {
                var share = Math.Pow(Least, (double)places[number] / Math.Max(1, count - 2));
                var multiple = _multiples[number % _multiples.Length];
                var kept = (int)Math.Ceiling(share * groups.Length / multiple) * multiple;
                gone.UnionWith(groups.Skip(kept).Where(group => !seen.Contains(group)));
                seen.UnionWith(groups);
            }

            yield return Without(graph, map, gone);
        }
    }

    /// <summary>The network without some channels.</summary>
    public static NetworkGraph Without(NetworkGraph graph, ChannelMap map, IReadOnlySet<int> gone)
    {
        using var weights = GraphWeights.Initialize(graph, seed: 1);
        GraphPruning.Mask(
            map,
            weights,
            map.Graph.Nodes.SelectMany(node => map.GroupsOf(node.Name))
                .Concat(map.GroupsOf(NetworkGraph.InputName))
                .Where(group => !gone.Contains(group))
                .ToHashSet()
        );
        var pruned = GraphPruning.Prune(graph, weights);
        pruned.Weights.Dispose();
        return pruned.Graph;
    }

    private static int[] Shuffled(Random random, int count)
    {
        int[] places = [.. Enumerable.Range(0, count)];
        random.Shuffle(places);
        return places;
    }
}
