using GsFramework.Graph.Layers;

namespace GsFramework.Graph;

/// <summary>
/// Makes a network narrower by one factor for all layers: what width multipliers do to an architecture that has them,
/// for any graph and to a target of multiply-accumulates.
/// </summary>
public static class GraphNarrowing
{
    /// <summary>
    /// The same layers with N times fewer multiply-accumulates (exact rule). Every width is the factor's, rounded down
    /// or up: up where the target still allows it, so that it is met as closely as one channel of a layer can.
    /// Input and output channels stay.
    /// </summary>
    /// <param name="graph">The network.</param>
    /// <param name="ratio">How many times fewer, 1 or more.</param>
    /// <param name="size">The size of the images that are counted for.</param>
    /// <exception cref="GraphException">The network cannot become so small, or it does not take such
    /// images.</exception>
    public static NetworkGraph ToMacRatio(NetworkGraph graph, double ratio, ImageSize size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ratio, 1);
        var families = Families(graph);
        var most = GraphCost.Of(graph, size).Macs / ratio;
        long Macs(int[] units) => GraphCost.Of(Narrowed(graph, families, units), size).Macs;
        int[] Floor(double factor) => [.. families.Select(family => Math.Max(1, (int)(factor * family.Units)))];

        if (Macs(Floor(0)) is var least && least > most)
        {
            var possible = Math.Floor(10.0 * GraphCost.Of(graph, size).Macs / least) / 10;
            throw new GraphException(
                $"With one channel a layer it has {possible} times fewer multiply-accumulates; ask for {possible} or "
                    + $"less."
            );
        }

        var (fits, tooWide) = (0.0, 1.0 + 1e-9);
        for (var halving = 0; halving < 40; halving++)
        {
            var middle = (fits + tooWide) / 2;
            (fits, tooWide) = Macs(Floor(middle)) <= most ? (middle, tooWide) : (fits, middle);
        }

        // The widths that lost most by rounding come first.
        var units = Floor(fits);
        foreach (
            var (index, _) in families
                .Index()
                .OrderByDescending(entry => (fits * entry.Item.Units) - units[entry.Index])
        )
        {
            units[index] += units[index] < families[index].Units ? 1 : 0;
            if (Macs(units) > most)
            {
                units[index]--;
            }
        }

        return Narrowed(graph, families, units);
    }

    /// <summary>Convolutions that must have the same width, since residual connections tie them.</summary>
    /// <param name="Nodes">Their names.</param>
    /// <param name="Units">Channels, or blocks of tied channels before a depth-to-space.</param>
    /// <param name="Block">Channels in a unit.</param>
    private sealed record Family(IReadOnlySet<string> Nodes, int Units, int Block);

    private static List<Family> Families(NetworkGraph graph)
    {
        var map = ChannelMap.Of(graph);
        var families = new List<(HashSet<string> Nodes, HashSet<int> Groups, int Channels)>();
        foreach (var node in graph.Nodes.Where(static node => node.Layer is IConvolution && node.Layer.MixesChannels))
        {
            var groups = map.GroupsOf(node.Name).ToHashSet();
            var tied = families.FirstOrDefault(family => family.Groups.Overlaps(groups));
            if (tied.Nodes is not null)
            {
                tied.Nodes.Add(node.Name);
                tied.Groups.UnionWith(groups);
            }
            else if (!groups.Any(map.IsFrozen))
            {
                families.Add(([node.Name], groups, map.GroupsOf(node.Name).Count));
            }
        }

        return
        [
            .. families
                .Where(family => !family.Groups.Any(map.IsFrozen))
                .Select(static family => new Family(
                    family.Nodes,
                    family.Groups.Count,
                    family.Channels / family.Groups.Count
                )),
        ];
    }

    private static NetworkGraph Narrowed(NetworkGraph graph, List<Family> families, int[] units)
    {
        var widths = families
            .Index()
            .SelectMany(entry =>
                entry.Item.Nodes.Select(node => KeyValuePair.Create(node, units[entry.Index] * entry.Item.Block))
            )
            .ToDictionary();
        return GraphWidths.WithOutputs(graph, graph.InputChannels, (node, convolution) =>
            widths.TryGetValue(node.Name, out var width) ? width : GraphWidths.Own(node, convolution)
        );
    }
}
