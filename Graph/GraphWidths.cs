using GsFramework.Graph.Layers;

namespace GsFramework.Graph;

/// <summary>Gives a network the channel counts of given tensors, such as those of a pruned one.</summary>
public static class GraphWidths
{
    private const long MostChannels = 1 << 20;

    // Whatever the image's size, it has no influence on channels; strided layers must leave something of it.
    private const int Side = 512;

    /// <summary>The same layers with the output channels that their kernels have. A layer whose kernel is not there has
    /// those of its bias, and without one those of the norm that reads it; otherwise it keeps its own.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="shapes">Shapes of tensors by the network's names.</param>
    /// <returns>A network whose layers fit one another. Its tensors may still be of other shapes than the given ones:
    /// nothing says that these fit one another.</returns>
    /// <exception cref="GraphException">No channel counts make the layers fit.</exception>
    public static NetworkGraph Adopt(NetworkGraph graph, IReadOnlyDictionary<string, IReadOnlyList<long>> shapes)
    {
        return WithOutputs(graph, InputChannels(graph, shapes), (node, convolution) =>
            Known(graph, node, convolution, shapes) ?? Own(node, convolution)
        );
    }

    /// <summary>The same layers with other output channels of the convolutions.</summary>
    /// <exception cref="GraphException">The layers do not fit with these.</exception>
    internal static NetworkGraph WithOutputs(NetworkGraph graph, int input, Func<GraphNode, IConvolution, int> outputs)
    {
        var channels = new Dictionary<string, int> { [NetworkGraph.InputName] = input };
        var nodes = new List<GraphNode>();
        foreach (var node in graph.Nodes)
        {
            int[] inputs = [.. node.Inputs.Select(name => channels[name])];
            // A depthwise convolution has as many as it reads.
            var layer = node.Layer.WithChannels(
                inputs,
                node.Layer is IConvolution convolution && node.Layer.MixesChannels
                    ? outputs(node, convolution)
                    : inputs[0]
            );
            channels[node.Name] = OutputChannels(node.Name, layer, inputs);
            nodes.Add(node with { Layer = layer });
        }

        return new NetworkGraph(input, nodes);
    }

    /// <summary>The output channels that a convolution has.</summary>
    internal static int Own(GraphNode node, IConvolution convolution) =>
        (int)
            node.Layer.Parameters().First(static parameter => parameter.Name == "weight").Shape[convolution.OutputAxis];

    private static int OutputChannels(string name, Layer layer, int[] inputs)
    {
        try
        {
            return layer.OutputShape([.. inputs.Select(static count => new FeatureShape(count, Side, Side))]).Channels;
        }
        catch (GraphException fault)
        {
            throw new GraphException($"Layer '{name}': {fault.Message}");
        }
    }

    // The image's channels are those that the first convolution reads, when nothing before it changes their number.
    private static int InputChannels(NetworkGraph graph, IReadOnlyDictionary<string, IReadOnlyList<long>> shapes)
    {
        foreach (var node in graph.Nodes)
        {
            if (node.Layer is IConvolution convolution)
            {
                return node.Layer is not Conv2d { Groups: > 1 } && Kernel(node, shapes) is { } kernel
                    ? Count(kernel[1 - convolution.OutputAxis]) ?? graph.InputChannels
                    : graph.InputChannels;
            }

            if (node.Layer is not (Padding2d or Activation))
            {
                break;
            }
        }

        return graph.InputChannels;
    }

    private static IReadOnlyList<long>? Kernel(
        GraphNode node,
        IReadOnlyDictionary<string, IReadOnlyList<long>> shapes
    ) => shapes.TryGetValue(node.ParameterName("weight"), out var kernel) && kernel.Count == 4 ? kernel : null;

    // One tensor that a file lacks must not change what the others say.
    private static int? Known(
        NetworkGraph graph,
        GraphNode node,
        IConvolution convolution,
        IReadOnlyDictionary<string, IReadOnlyList<long>> shapes
    )
    {
        if (Kernel(node, shapes) is { } kernel)
        {
            return Count(kernel[convolution.OutputAxis]);
        }

        return graph
            .Nodes.Where(reader => reader.Layer is InstanceNorm2d or BatchNorm2d && reader.Inputs.Contains(node.Name))
            .Prepend(node)
            .SelectMany(static source => new[] { source.ParameterName("bias"), source.ParameterName("weight") })
            .Select(name => shapes.TryGetValue(name, out var shape) && shape.Count == 1 ? Count(shape[0]) : null)
            .FirstOrDefault(static count => count is not null);
    }

    private static int? Count(long size) => size is >= 1 and <= MostChannels ? (int)size : null;
}
