using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.ChannelPruning;

/// <summary>
/// Gives every instance norm a scale γ and a shift β. With γ = 1 and β = 0, which they begin with, the network computes
/// what it did; but then γ can prune the channels of a residual trunk as well, whose norms the usual generators leave
/// without one.
/// </summary>
internal static class TrunkScales
{
    /// <summary>The same network with scales everywhere.</summary>
    public static NetworkGraph Rewrite(NetworkGraph graph) =>
        new(
            graph.InputChannels,
            graph.Nodes.Select(static node =>
                node.Layer is InstanceNorm2d { Affine: false } norm
                    ? node with
                    {
                        Layer = norm with { Affine = true },
                    }
                    : node
            )
        );
}
