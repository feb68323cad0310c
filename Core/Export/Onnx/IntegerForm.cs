using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Core.Export.Onnx;

/// <summary>
/// A quantised model arranged so that integer kernels run it: transposed convolutions as convolutions, those to a few
/// channels in blocks of pixels, those of a few channels with columns as channels, all with as many channels as kernels
/// take, and every quantiser as early as can be, since padding and pixel shuffling are done on integers just as well.
/// It computes the same to the bit.
/// </summary>
internal static class IntegerForm
{
    /// <summary>The network; the caller disposes it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="size">The only size of image that it will be given, or null for any.</param>
    public static LoadedModel Of(LoadedModel model, ImageSize? size = null)
    {
        var frozen = model.Weights.Clone();
        using var released = new LoadedModel(GraphQuantization.FreezeScales(model.Graph, frozen), frozen);
        using var convolutions = SubPixelForm.Of(released);
        using var blocks = BlockForm.Of(convolutions, size);
        using var columns = ColumnForm.Of(blocks);
        using var aligned = AlignedForm.Of(columns);
        return RowForm.Of(aligned with { Graph = QuantizersFirst(aligned.Graph) });
    }

    /// <summary>The same network with every quantiser before the padding or shuffling that only it reads.</summary>
    internal static NetworkGraph QuantizersFirst(NetworkGraph graph)
    {
        for (var at = 0; at < graph.Nodes.Count; at++)
        {
            if (graph.Nodes[at] is { Layer: AffineQuantizer } quantizer && Mover(graph, quantizer) is { } mover)
            {
                graph = Exchanged(graph, mover, quantizer);
                at = -1;
            }
        }

        return graph;
    }

    private static GraphNode? Mover(NetworkGraph graph, GraphNode quantizer) =>
        graph.Contains(quantizer.Inputs[0])
        && graph[quantizer.Inputs[0]] is var mover
        && (mover.Layer is Padding2d or DepthToSpace || CutsShuffled(graph, mover))
        && graph.Consumers(mover.Name).Count() == 1
            ? mover
            : null;

    private static bool CutsShuffled(NetworkGraph graph, GraphNode node) =>
        node.Layer is ChannelSelect && graph.Contains(node.Inputs[0]) && graph[node.Inputs[0]].Layer is DepthToSpace;

    private static NetworkGraph Exchanged(NetworkGraph graph, GraphNode mover, GraphNode quantizer)
    {
        var nodes = graph
            .Nodes.Where(node => node != mover)
            .SelectMany(node =>
                node == quantizer
                    ? new[] { quantizer with { Inputs = mover.Inputs }, mover with { Inputs = [quantizer.Name] } }
                    :
                    [
                        node with
                        {
                            Inputs = [.. node.Inputs.Select(name => name == quantizer.Name ? mover.Name : name)],
                        },
                    ]
            );
        return new NetworkGraph(graph.InputChannels, nodes);
    }
}
