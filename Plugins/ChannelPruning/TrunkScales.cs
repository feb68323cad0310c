using GsFramework.Graph;
using GsFramework.Graph.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.ChannelPruning;

/// <summary>
/// Gives every instance norm a scale γ and a shift β. With γ = 1 and β = 0, which they begin with, the network computes what it
/// did; but then γ can prune the channels of a residual trunk as well, whose norms the usual generators leave without one.
/// </summary>
internal static class TrunkScales
{
    /// <summary>The same network with scales everywhere.</summary>
    public static NetworkGraph Rewrite(NetworkGraph graph) => new(
        graph.InputChannels,
        graph.Nodes.Select(static node => node.Layer is InstanceNorm2d { Affine: false } norm
            ? node with { Layer = norm with { Affine = true } }
            : node));

    /// <summary>Weights for such a network with which it computes what the plain one does. They belong to the caller.</summary>
    public static WeightSet Weights(NetworkGraph rewritten, GraphModule plain)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var weights = GraphWeights.Initialise(rewritten, seed: 0);
        foreach (var (name, _, parameter) in rewritten.Parameters())
        {
            weights.Replace(name, plain.Tensors.TryGetValue(name, out var known) ? known.detach().cpu().clone()
                : parameter.Role == ParameterRole.Scale ? ones([.. parameter.Shape]) : zeros([.. parameter.Shape]));
        }

        return weights;
    }
}
