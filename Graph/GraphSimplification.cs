using GsFramework.Graph.Layers;

namespace GsFramework.Graph;

/// <summary>Takes out what a network computes in vain.</summary>
public static class GraphSimplification
{
    /// <summary>
    /// The same network without the biases that only an instance norm reads. The norm subtracts the mean of each
    /// channel, and the bias with it:
    /// <code>
    /// IN(W∗x + b) = IN(W∗x)
    /// </code>
    /// Its gradient is rounding noise, which Adam blows up to whole steps, and a quantiser between the two would have
    /// to be wide enough for it.
    /// </summary>
    /// <param name="graph">The network. Its weights fit the result, which has none that it does not have.</param>
    public static NetworkGraph WithoutCanceledBiases(NetworkGraph graph) =>
        new(
            graph.InputChannels,
            [
                .. graph.Nodes.Select(node =>
                    IsCanceled(graph, node) ? node with { Layer = WithoutBias(node.Layer) } : node
                ),
            ]
        );

    private static bool IsCanceled(NetworkGraph graph, GraphNode node) =>
        graph.Consumers(node.Name).ToArray() is [{ Layer: InstanceNorm2d }];

    private static Layer WithoutBias(Layer layer) =>
        layer switch
        {
            Conv2d convolution => convolution with { Bias = false },
            ConvTranspose2d convolution => convolution with { Bias = false },
            _ => layer,
        };
}
