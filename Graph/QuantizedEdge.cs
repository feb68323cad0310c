using GsFramework.Graph.Layers;
using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph;

/// <summary>The quantiser of the values on an edge of a network.</summary>
/// <param name="quantizer">The layer.</param>
/// <param name="range">The name of its range.</param>
/// <param name="tensors">The network's tensors, of which a move to another type makes new ones.</param>
internal sealed class QuantizedEdge(
    AffineQuantizer quantizer,
    string range,
    IReadOnlyDictionary<string, Tensor> tensors
)
{
    /// <summary>The largest integer.</summary>
    public int IntegerMax => quantizer.IntegerMax;

    /// <summary>The grid, or null before the range was observed.</summary>
    public OnnxGrid? Grid =>
        quantizer.Grid(tensors[range]) is var (scale, zeroPoint) ? new OnnxGrid((float)scale, zeroPoint) : null;

    /// <summary>The quantiser whose values a node reads, with nothing between them that changes values.</summary>
    public static QuantizedEdge? Before(NetworkGraph graph, GraphNode node, IReadOnlyDictionary<string, Tensor> tensors)
    {
        while (Source(graph, node, tensors) is { } name && graph.Contains(name))
        {
            node = graph[name];
            if (node.Layer is AffineQuantizer quantizer)
            {
                return new QuantizedEdge(quantizer, node.ParameterName("range"), tensors);
            }

            if (node.Layer is not (Padding2d or DepthToSpace or RowShuffle or Crop2d or Concat))
            {
                return null;
            }
        }

        return null;
    }

    // What a node reads. Pieces of one value that are put together are that value, rows of one grid are on it.
    private static string? Source(
        NetworkGraph graph,
        GraphNode node,
        IReadOnlyDictionary<string, Tensor> tensors
    ) =>
        node.Inputs.Count == 1 || (node.Layer is RowShuffle && AreOnOneGrid(graph, node.Inputs, tensors))
            ? node.Inputs[0]
            : node.Layer is Concat
                && node.Inputs.Select(name => graph.Contains(name) ? graph[name] : null).ToArray() is var parts
                && parts.All(static part => part?.Layer is Crop2d)
                && parts.Select(static part => part!.Inputs[0]).Distinct().ToArray() is [var source]
                ? source
                : null;

    /// <summary>The quantiser that alone reads a node.</summary>
    public static QuantizedEdge? After(
        NetworkGraph graph,
        GraphNode node,
        IReadOnlyDictionary<string, Tensor> tensors
    ) =>
        graph.Consumers(node.Name).ToArray() is [{ Layer: AffineQuantizer quantizer } reader]
            ? new QuantizedEdge(quantizer, reader.ParameterName("range"), tensors)
            : null;

    private static bool AreOnOneGrid(
        NetworkGraph graph,
        IReadOnlyList<string> names,
        IReadOnlyDictionary<string, Tensor> tensors
    )
    {
        GraphNode?[] nodes = [.. names.Select(name => graph.Contains(name) ? graph[name] : null)];
        return Array.TrueForAll(nodes, static node => node?.Layer is AffineQuantizer)
            && nodes
                .Select(node => ((AffineQuantizer)node!.Layer).Grid(tensors[node.ParameterName("range")]))
                .Distinct()
                .Count() == 1;
    }
}
