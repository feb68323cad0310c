using GsFramework.Graph;
using GsFramework.Graph.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Import;

/// <summary>
/// Takes the factors and offsets of channels into the norm before them. Exporters write a group norm and its γ and β as
/// three steps, and only as one layer can γ prune:
/// <code>
/// s·(γ·n + β) + t = (s·γ)·n + (s·β + t)
/// </code>
/// </summary>
internal static class AffineFusion
{
    /// <summary>The same network with fewer layers.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="weights">Its weights, changed in place.</param>
    public static NetworkGraph Run(NetworkGraph graph, WeightSet weights)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return graph.Replace(node =>
        {
            // What was fused before reads the norm by now.
            if (
                node.Layer is not (ChannelScale or ChannelShift)
                || Norm(graph, graph[node.Name].Inputs[0]) is not { } norm
            )
            {
                return [node];
            }

            var (scale, shift) = (norm.ParameterName("weight"), norm.ParameterName("bias"));
            if (node.Layer is ChannelScale)
            {
                var factor = weights[node.ParameterName("weight")];
                weights.Replace(scale, weights[scale] * factor);
                weights.Replace(shift, weights[shift] * factor);
                weights.Remove(node.ParameterName("weight"));
            }
            else
            {
                weights.Replace(shift, weights[shift] + weights[node.ParameterName("bias")]);
                weights.Remove(node.ParameterName("bias"));
            }

            return [];
        });
    }

    // The norm whose output alone goes this way, perhaps through factors and offsets that are fused as well.
    private static GraphNode? Norm(NetworkGraph graph, string name)
    {
        while (graph.Contains(name) && graph.Output.Name != name && graph.Consumers(name).Count() == 1)
        {
            var node = graph[name];
            switch (node.Layer)
            {
                case InstanceNorm2d { Affine: true } or GroupNorm { Affine: true } or ChannelNorm { Affine: true }:
                case BatchNorm2d:
                    return node;
                case ChannelScale or ChannelShift:
                    name = node.Inputs[0];
                    break;
                default:
                    return null;
            }
        }

        return null;
    }
}
