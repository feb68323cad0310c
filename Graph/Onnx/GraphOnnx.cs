using static TorchSharp.torch;

namespace GsFramework.Graph.Onnx;

/// <summary>Writes a network as the nodes of an ONNX graph.</summary>
public static class GraphOnnx
{
    /// <summary>Lets every layer write its nodes.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="weights">A tensor for each of its parameters, on the CPU.</param>
    /// <param name="input">The network's input.</param>
    /// <param name="nodes">Where the nodes of a layer go.</param>
    /// <returns>The network's output.</returns>
    /// <exception cref="GraphException">A layer cannot be written; the message names it.</exception>
    public static OnnxValue Write(
        NetworkGraph graph,
        IReadOnlyDictionary<string, Tensor> weights,
        OnnxValue input,
        Func<GraphNode, IOnnxNodes> nodes
    )
    {
        GraphWeights.Check(graph, weights);
        var values = new Dictionary<string, OnnxValue> { [NetworkGraph.InputName] = input };
        foreach (var node in graph.Nodes)
        {
            try
            {
                values[node.Name] = node.Layer.WriteOnnx(
                    [.. node.Inputs.Select(name => values[name])],
                    new LayerState(weights, node.Name, InferenceMode.Instance),
                    nodes(node)
                );
            }
            catch (GraphException fault)
            {
                throw new GraphException($"Layer '{node.Name}' cannot be written as ONNX: {fault.Message}");
            }
        }

        return values[graph.Output.Name];
    }
}
