using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Testing.Kit;

/// <summary>What pruning takes out of a generator before it is fine-tuned: the program's own pruning, of silenced
/// channels.</summary>
/// <param name="What">The generator that is left, in words.</param>
/// <param name="MayLeaveNothing">True where a term that compares layers may find none that it can compare.</param>
/// <param name="Keep">Which channel groups stay; null when the network has nothing of the kind to take out.</param>
internal sealed record Shrinkage(
    string What,
    bool MayLeaveNothing,
    Func<ChannelMap, WeightSet, IReadOnlySet<int>?> Keep
)
{
    /// <summary>As after a run: some channels of the norms with γ are gone; then of every layer, as with a pruned
    /// trunk; then a whole residual block, and all of them.</summary>
    public static IReadOnlyList<Shrinkage> All { get; } =
    [
        new("whose norms have lost channels", MayLeaveNothing: false, static (map, _) =>
            Thinned(map, map.PrunableNorms)
        ),
        new("all of whose layers have lost channels", MayLeaveNothing: true, static (map, _) =>
            Thinned(map, map.Graph.Nodes.Select(static node => node.Name))
        ),
        new("that has lost a whole block", MayLeaveNothing: true, static (map, weights) =>
            Without(map, Removable(map, weights).Take(1))
        ),
        new("that has lost all blocks that can go", MayLeaveNothing: true, static (map, weights) =>
            Without(map, Removable(map, weights))
        ),
    ];

    /// <summary>The compact network, as extraction leaves it; null when there is nothing to take out.</summary>
    /// <param name="graph">The dense network.</param>
    /// <param name="weights">Its weights, changed in place.</param>
    public PrunedNetwork? Prune(NetworkGraph graph, WeightSet weights)
    {
        var map = ChannelMap.Of(graph);
        if (Keep(map, weights) is not { } keep)
        {
            return null;
        }

        GraphPruning.Mask(map, weights, keep);
        var frozen = GraphQuantization.FreezeScales(graph, weights);
        var pruned = GraphPruning.Prune(frozen, weights);
        return pruned with { Graph = GraphQuantization.ReleaseScales(pruned.Graph, pruned.Weights) };
    }

    private static HashSet<int> Every(ChannelMap map) =>
        [.. map.Graph.Nodes.SelectMany(node => map.GroupsOf(node.Name))];

    // One channel in three goes, of every layer.
    private static HashSet<int>? Thinned(ChannelMap map, IEnumerable<string> nodes)
    {
        var gone = nodes
            .SelectMany(node => map.GroupsOf(node).Where(static (_, channel) => channel % 3 == 1))
            .Where(group => !map.IsFrozen(group))
            .ToHashSet();
        return gone.Count == 0 ? null : [.. Every(map).Except(gone)];
    }

    private static HashSet<int>? Without(ChannelMap map, IEnumerable<string> norms)
    {
        var gone = norms.SelectMany(map.GroupsOf).ToHashSet();
        return gone.Count == 0 ? null : [.. Every(map).Except(gone)];
    }

    // All channels of a norm within a residual branch are all that the branch has.
    private static IEnumerable<string> Removable(ChannelMap map, WeightSet weights) =>
        map.PrunableNorms.Where(norm =>
        {
            using var masked = weights.Clone();
            GraphPruning.Mask(map, masked, Without(map, [norm])!);
            var pruned = GraphPruning.Prune(map.Graph, masked);
            using var compact = pruned.Weights;
            return Sums(pruned.Graph) < Sums(map.Graph);
        });

    private static int Sums(NetworkGraph graph) => graph.Nodes.Count(static node => node.Layer is Add);
}
