using GsFramework.Graph.Layers;
using static TorchSharp.torch;

namespace GsFramework.Graph;

/// <summary>Takes scales of channels into the kernels before them.</summary>
public static class ScaleFolding
{
    /// <summary>
    /// The same network without the <see cref="ChannelScale"/>s that follow a convolution which nothing else reads, at
    /// most with a quantiser between them:
    /// <code>
    /// γₖ·(W∗x + b)ₖ = (γₖWₖ∗x + γₖbₖ)
    /// </code>
    /// In fp32 that is the same function. A quantiser between the two has to be calibrated again.
    /// </summary>
    /// <param name="graph">The network; the scales of its quantised kernels are not frozen.</param>
    /// <param name="weights">Its weights, changed in place.</param>
    public static NetworkGraph Fold(NetworkGraph graph, WeightSet weights)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var folded = new HashSet<string>();
        foreach (var node in graph.Nodes.Where(static node => node.Layer is ChannelScale))
        {
            if (Kernel(graph, node.Inputs[0]) is not { } convolution)
            {
                continue;
            }

            folded.Add(node.Name);
            var factors = weights[node.ParameterName("weight")];
            var kernel = weights[convolution.ParameterName("weight")];
            var shape = Enumerable.Repeat(1L, (int)kernel.dim()).ToArray();
            shape[((IConvolution)convolution.Layer).OutputAxis] = -1;
            weights.Replace(convolution.ParameterName("weight"), kernel * factors.reshape(shape));
            if (weights.TryGetValue(convolution.ParameterName("bias"), out var bias))
            {
                weights.Replace(convolution.ParameterName("bias"), bias * factors);
            }

            weights.Remove(node.ParameterName("weight"));
        }

        folded.UnionWith(RoundedAgain(graph, folded, weights));

        // A network needs one layer: where the scale is the output, its name is the convolution's now.
        return graph.Replace(node => folded.Contains(node.Name) ? [] : [node]);
    }

    // Two quantisers in a row are one, which runtimes that merge them agree with. The second saw the scaled values, as
    // the first will from here on.
    private static List<string> RoundedAgain(NetworkGraph graph, HashSet<string> folded, WeightSet weights)
    {
        var doubled = new List<string>();
        foreach (var node in graph.Nodes.Where(node => node.Inputs.Count == 1 && folded.Contains(node.Inputs[0])))
        {
            var before = graph[graph[node.Inputs[0]].Inputs[0]];
            if (node.Layer is not (AffineQuantizer or ClampQuantizer) || !node.Layer.Equals(before.Layer))
            {
                continue;
            }

            doubled.Add(node.Name);
            foreach (var parameter in node.Layer.Parameters())
            {
                weights.Replace(
                    before.ParameterName(parameter.Name),
                    weights[node.ParameterName(parameter.Name)].clone()
                );
                weights.Remove(node.ParameterName(parameter.Name));
            }
        }

        return doubled;
    }

    private static GraphNode? Kernel(NetworkGraph graph, string name)
    {
        while (graph.Contains(name) && graph.Consumers(name).Count() == 1 && graph.Output.Name != name)
        {
            var node = graph[name];
            if (node.Layer is IConvolution)
            {
                return node;
            }

            if (node.Layer is not (AffineQuantizer or ClampQuantizer))
            {
                return null;
            }

            name = node.Inputs[0];
        }

        return null;
    }
}
