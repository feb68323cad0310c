using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.ChannelPruning;

/// <summary>
/// Puts a trained scale γ for each channel behind convolutions that no norm with a scale follows, so that networks
/// without norms can be slimmed. With γ = 1, which they begin with, the network computes what it did. After extraction
/// they are folded into the kernels:
/// <code>
/// γₖ·(W∗x + b)ₖ = (γₖWₖ∗x + γₖbₖ)
/// </code>
/// </summary>
internal static class ScaleInsertion
{
    private const string Suffix = ".scale";

    /// <summary>The same network with scales wherever they can prune channels.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="trunk">True for the channels of residual trunks too.</param>
    public static NetworkGraph Rewrite(NetworkGraph graph, bool trunk)
    {
        var map = ChannelMap.Of(graph);
        var scaled = Scaled(graph, map);
        var candidates = graph
            .Nodes.Where(node =>
                node.Layer is IConvolution
                && (node.Layer.MixesChannels || HasBias(node))
                && !scaled.Contains(node.Name)
                && !map.GroupsOf(node.Name).Any(map.IsFrozen)
            )
            .Select(static node => node.Name)
            .ToHashSet();
        var all = With(graph, node => candidates.Contains(node.Name));
        if (trunk)
        {
            return all;
        }

        // A scale on a trunk alone silences nothing.
        var prunable = ChannelMap.Of(all).PrunableNorms.ToHashSet();
        return With(graph, node => candidates.Contains(node.Name) && prunable.Contains(node.Name + Suffix));
    }

    // What passes a scale on every way before it is joined with other maps or read.
    private static HashSet<string> Scaled(NetworkGraph graph, ChannelMap map)
    {
        var readers = graph.Nodes.SelectMany(static node => node.Inputs.Select(input => (input, node))).ToLookup(
            static entry => entry.input,
            static entry => entry.node
        );
        var scaled = new HashSet<string>();
        foreach (var node in graph.Nodes.Reverse())
        {
            var groups = map.GroupsOf(node.Name).ToHashSet();
            if (
                readers[node.Name].Any()
                && readers[node.Name]
                    .All(reader =>
                        HasScale(reader)
                        || (
                            !reader.Layer.MixesChannels
                            && reader.Inputs.Count(input => map.GroupsOf(input).Any(groups.Contains)) == 1
                            && scaled.Contains(reader.Name)
                        )
                    )
            )
            {
                scaled.Add(node.Name);
            }
        }

        return scaled;
    }

    private static NetworkGraph With(NetworkGraph graph, Func<GraphNode, bool> isScaled) =>
        graph.Replace(node =>
            isScaled(node)
                ?
                [
                    node,
                    new GraphNode(
                        node.Name + Suffix,
                        new ChannelScale(Channels(node)),
                        [node.Name]
                    ),
                ]
                : [node]
        );

    private static int Channels(GraphNode node) =>
        (int)
            node.Layer.Parameters().First(static parameter => parameter.Role == ParameterRole.Weight).Shape[
                ((IConvolution)node.Layer).OutputAxis
            ];

    // A depthwise convolution with a bias wakes a silent channel, so what silences it has to stand behind.
    private static bool HasBias(GraphNode node) =>
        node.Layer.Parameters().Any(static parameter => parameter.Role == ParameterRole.Weight)
        && node.Layer.Parameters().Any(static parameter => parameter.Role == ParameterRole.Bias);

    private static bool HasScale(GraphNode node) =>
        node.Layer.Parameters().Any(static parameter => parameter.Role == ParameterRole.Scale);
}
