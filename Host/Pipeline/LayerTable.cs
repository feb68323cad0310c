using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Host.Runs;
using static TorchSharp.torch;

namespace GsFramework.Host.Pipeline;

/// <summary>Describes the convolutions of a run, before and after.</summary>
/// <param name="dense">The teacher.</param>
/// <param name="compact">What has become of it.</param>
/// <param name="size">The size of the images.</param>
internal sealed class LayerTable(NetworkGraph dense, NetworkGraph compact, ImageSize size)
{
    /// <summary>The bytes of each layer's tensors in the weight file of a MODEL.</summary>
    public static IReadOnlyDictionary<string, long> Bytes(string model)
    {
        using var file = SafeTensors.Read(Path.Combine(model, ModelFolder.WeightsFile));
        return file
            .Tensors.GroupBy(static tensor => tensor.Key[..Math.Max(0, tensor.Key.LastIndexOf('.'))])
            .ToDictionary(
                static layer => layer.Key,
                static layer => layer.Sum(static tensor => tensor.Value.numel() * tensor.Value.element_size())
            );
    }

    /// <summary>The lines of the table.</summary>
    /// <param name="denseBytes">The bytes of each layer before.</param>
    /// <param name="compactBytes">After.</param>
    /// <param name="scales">The scales γ behind each convolution, as far as they are known.</param>
    public IReadOnlyList<LayerChannels> Rows(
        IReadOnlyDictionary<string, long> denseBytes,
        IReadOnlyDictionary<string, long> compactBytes,
        IReadOnlyDictionary<string, ScaleHistogram> scales
    )
    {
        var shapes = dense.Shapes(size);
        return
        [
            .. GraphDescription
                .Compare(dense, compact, size)
                .Select(change =>
                {
                    var (node, shape) = (dense[change.Layer], shapes[change.Layer]);
                    var kernel = Kernel(node);
                    return new LayerChannels(
                        change.Layer,
                        change.DenseChannels,
                        change.CompactChannels,
                        change.DenseMacs,
                        change.CompactMacs
                    )
                    {
                        Kind = node.Layer.Kind,
                        DenseInputs = Inputs(node),
                        CompactInputs = compact.Contains(node.Name) ? Inputs(compact[node.Name]) : 0,
                        Kernel = kernel is null ? null : [(int)kernel.Shape[2], (int)kernel.Shape[3]],
                        Stride = node.Layer switch
                        {
                            Conv2d convolution => convolution.Stride,
                            ConvTranspose2d convolution => convolution.Stride,
                            _ => null,
                        },
                        OutputSize = [shape.Height, shape.Width],
                        DenseBytes = denseBytes.TryGetValue(node.Name, out var before) ? before : null,
                        CompactBytes = compactBytes.TryGetValue(node.Name, out var after) ? after : 0,
                        Scales = scales.GetValueOrDefault(node.Name),
                    };
                }),
        ];
    }

    /// <summary>The dense network as it is drawn.</summary>
    public IReadOnlyList<DrawnNode> Drawing()
    {
        var drawn = dense.Nodes.Where(IsDrawn).Select(static node => node.Name).ToHashSet();
        return
        [
            .. dense
                .Nodes.Where(IsDrawn)
                .Select(node => new DrawnNode(
                    node.Name,
                    node.Layer.Kind,
                    [.. node.Inputs.Select(input => Source(dense, input, drawn.Contains)).Distinct()]
                )),
        ];
    }

    /// <summary>The scales γ of a slimmed generator, by the convolution before them.</summary>
    /// <param name="slimmed">Its graph.</param>
    /// <param name="tensors">Its weights.</param>
    public static IReadOnlyDictionary<string, ScaleHistogram> Scales(
        NetworkGraph slimmed,
        IReadOnlyDictionary<string, Tensor> tensors
    )
    {
        var histograms = new Dictionary<string, ScaleHistogram>();
        foreach (var node in slimmed.Nodes)
        {
            var scale = node.Layer.Parameters().FirstOrDefault(static each => each.Role == ParameterRole.Scale);
            if (scale is null || !tensors.TryGetValue(node.ParameterName(scale.Name), out var tensor))
            {
                continue;
            }

            var source = Source(slimmed, node.Inputs[0], name => IsDrawn(slimmed[name]));
            if (slimmed.Contains(source) && slimmed[source].Layer is IConvolution)
            {
                using var scope = NewDisposeScope();
                histograms[source] = ScaleHistogram.Of(tensor.to(ScalarType.Float32).cpu().data<float>());
            }
        }

        return histograms;
    }

    private static bool IsDrawn(GraphNode node) => node.Layer is IConvolution || node.Inputs.Count > 1;

    // Through what has one input and is not drawn.
    private static string Source(NetworkGraph graph, string name, Func<string, bool> isDrawn)
    {
        while (graph.Contains(name) && !isDrawn(name))
        {
            name = graph[name].Inputs[0];
        }

        return name;
    }

    private static LayerParameter? Kernel(GraphNode node) =>
        node.Layer.Parameters().FirstOrDefault(static each => each is { Role: ParameterRole.Weight, Shape.Count: 4 });

    private static int? Inputs(GraphNode node) =>
        Kernel(node) is { } kernel && node.Layer is IConvolution { OutputAxis: var axis }
            ? (int)kernel.Shape[1 - axis]
            : null;
}
