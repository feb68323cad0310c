using GsFramework.Graph.Layers;

namespace GsFramework.Graph;

/// <summary>One line of the before => after table: a convolution in the dense and in the compact network.</summary>
/// <param name="Layer">The convolution's name.</param>
/// <param name="DenseChannels">Its output channels before.</param>
/// <param name="CompactChannels">Its output channels after; 0 when the whole branch is gone.</param>
/// <param name="DenseMacs">Its multiply-accumulates before (exact rule).</param>
/// <param name="CompactMacs">Its multiply-accumulates after.</param>
public sealed record LayerChange(
    string Layer,
    int DenseChannels,
    int CompactChannels,
    long DenseMacs,
    long CompactMacs
);

/// <summary>Compares a network with its compact form, layer by layer.</summary>
public static class GraphDescription
{
    /// <summary>The convolutions of the dense network beside what is left of them.</summary>
    public static IReadOnlyList<LayerChange> Compare(NetworkGraph dense, NetworkGraph compact, ImageSize size)
    {
        var denseShapes = dense.Shapes(size);
        var compactShapes = compact.Shapes(size);
        return
        [
            .. from node in dense.Nodes
            where node.Layer is IConvolution
            let left = compact.Contains(node.Name)
            select new LayerChange(
                node.Name,
                denseShapes[node.Name].Channels,
                left ? compactShapes[node.Name].Channels : 0,
                GraphCost.OfLayer(node, denseShapes).Macs,
                left ? GraphCost.OfLayer(compact[node.Name], compactShapes).Macs : 0
            ),
        ];
    }
}
