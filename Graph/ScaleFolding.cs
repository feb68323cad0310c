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

        // A network needs one layer: where the scale is the output, its name is the convolution's now.
        return graph.Replace(node => folded.Contains(node.Name) ? [] : [node]);
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
