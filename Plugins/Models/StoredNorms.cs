using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Models;

/// <summary>What the names in a checkpoint say of its norms, and of the convolutions before them.</summary>
internal static class StoredNorms
{
    /// <summary>The network with the norms that the checkpoint has, and with biases before them if it has any
    /// there.</summary>
    /// <param name="create">The network with norms of a kind.</param>
    /// <param name="names">Layers that the checkpoint calls otherwise.</param>
    /// <param name="shapes">The checkpoint's shapes.</param>
    public static (CheckpointLayout Layout, NormKind Norm) Read(
        Func<NormKind, NetworkGraph> create,
        IReadOnlyDictionary<string, string> names,
        IReadOnlyDictionary<string, IReadOnlyList<long>> shapes
    )
    {
        var layout = new CheckpointLayout(create(NormKind.Instance), names);
        var norm = HasStatistics(layout, shapes) ? NormKind.Batch : NormKind.Instance;
        layout = layout with { Graph = create(norm) };
        return (layout with { Graph = WithBiases(layout, shapes) }, norm);
    }

    // Batch norms have running statistics beside a scale. Statistics without one are of instance norms, which the first
    // CycleGAN releases stored and did not use. Instance norms with both normalise by the running statistics in use,
    // which makes them batch norms.
    private static bool HasStatistics(
        CheckpointLayout layout,
        IReadOnlyDictionary<string, IReadOnlyList<long>> shapes
    ) =>
        layout
            .Graph.Nodes.Where(IsNorm)
            .Select(layout.NameOf)
            .Any(name =>
                shapes.ContainsKey($"{name}.weight")
                && (shapes.ContainsKey($"{name}.running_mean") || shapes.ContainsKey($"{name}.running_var"))
            );

    // With biases if there is any, and without if there are only kernels: one bias that is missing among others is for
    // the host to report.
    private static NetworkGraph WithBiases(
        CheckpointLayout layout,
        IReadOnlyDictionary<string, IReadOnlyList<long>> shapes
    )
    {
        var graph = layout.Graph;
        var convolutions = graph.Nodes.Where(IsNorm).Select(node => graph[node.Inputs[0]]).ToHashSet();
        if (!convolutions.Any(node => Has(node, "weight")))
        {
            return graph;
        }

        var bias = convolutions.Any(node => Has(node, "bias"));
        return new NetworkGraph(
            graph.InputChannels,
            graph.Nodes.Select(node =>
                convolutions.Contains(node) ? node with { Layer = WithBias(node.Layer, bias) } : node
            )
        );

        bool Has(GraphNode node, string tensor) => shapes.ContainsKey($"{layout.NameOf(node)}.{tensor}");
    }

    private static bool IsNorm(GraphNode node) => node.Layer is InstanceNorm2d or BatchNorm2d;

    private static Layer WithBias(Layer layer, bool bias) =>
        layer switch
        {
            Conv2d convolution => convolution with { Bias = bias },
            ConvTranspose2d convolution => convolution with { Bias = bias },
            _ => layer,
        };
}
