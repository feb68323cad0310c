using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Models;

/// <summary>What the names in a checkpoint say of its norms, and of the convolutions before them.</summary>
internal static class StoredNorms
{
    private static readonly string[] _statistics = [".running_mean", ".running_var"];

    /// <summary>
    /// Batch norms have running statistics beside a scale. Statistics without one are of instance norms, which the
    /// first CycleGAN releases stored and did not use. Instance norms with both normalise by the running statistics in
    /// use, which makes them batch norms.
    /// </summary>
    public static NormKind Of(IReadOnlyDictionary<string, IReadOnlyList<long>> shapes) =>
        shapes.Keys.Any(name =>
            _statistics.Any(statistic =>
                name.EndsWith(statistic, StringComparison.Ordinal)
                && shapes.ContainsKey($"{name[..^statistic.Length]}.weight")
            )
        )
            ? NormKind.Batch
            : NormKind.Instance;

    /// <summary>The network with biases before its norms if the checkpoint has any there, and without if it has only
    /// the kernels. One bias that is missing among others is for the host to report.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="nameOf">A layer's name in the checkpoint.</param>
    /// <param name="shapes">The checkpoint's shapes.</param>
    public static NetworkGraph WithBiases(
        NetworkGraph graph,
        Func<GraphNode, string> nameOf,
        IReadOnlyDictionary<string, IReadOnlyList<long>> shapes
    )
    {
        var normed = graph
            .Nodes.Where(static node => node.Layer is InstanceNorm2d or BatchNorm2d)
            .Select(node => node.Inputs[0])
            .ToHashSet();
        var stored = graph
            .Nodes.Where(node => normed.Contains(node.Name) && shapes.ContainsKey($"{nameOf(node)}.weight"))
            .ToList();
        if (stored.Count == 0)
        {
            return graph;
        }

        var bias = normed.Any(name => shapes.ContainsKey($"{nameOf(graph[name])}.bias"));
        return new NetworkGraph(
            graph.InputChannels,
            [.. graph.Nodes.Select(node => normed.Contains(node.Name) ? node with { Layer = With(node.Layer) } : node)]
        );

        Layer With(Layer layer) =>
            layer switch
            {
                Conv2d convolution => convolution with { Bias = bias },
                ConvTranspose2d convolution => convolution with { Bias = bias },
                _ => layer,
            };
    }
}
