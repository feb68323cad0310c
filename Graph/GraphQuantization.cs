using GsFramework.Graph.Layers;
using static TorchSharp.torch;

namespace GsFramework.Graph;

/// <summary>How one convolution is quantised; a null part stays fp32.</summary>
/// <param name="Weights">Quantiser of the kernel.</param>
/// <param name="Input">Quantiser layer on the edge into the convolution.</param>
/// <param name="Output">Quantiser layer on the edge out of it.</param>
public sealed record ConvolutionQuantization(WeightQuantizer? Weights, Layer? Input, Layer? Output);

/// <summary>Puts simulated quantisers into a graph, takes them out, and freezes their weight scales.</summary>
public static class GraphQuantization
{
    /// <summary>The same graph with quantisers on its convolutions and their edges. Fixed filters stay in
    /// fp32.</summary>
    /// <param name="graph">A graph without quantisers.</param>
    /// <param name="plan">For each convolution what to do; null leaves it alone.</param>
    public static NetworkGraph Quantize(NetworkGraph graph, Func<GraphNode, ConvolutionQuantization?> plan)
    {
        var names = new Dictionary<string, string>();
        var nodes = new List<GraphNode>();
        string Current(string name) => names.GetValueOrDefault(name, name);
        foreach (var node in graph.Nodes)
        {
            var inputs = node.Inputs.Select(Current).ToArray();
            if (
                node.Layer is not IConvolution convolution
                || IsFilter(node.Layer)
                || plan(node) is not { } quantization
            )
            {
                nodes.Add(node with { Inputs = inputs });
                continue;
            }

            // What is rounded already is not rounded twice: runtimes that merge two quantisers in a row compute
            // something else.
            var before = nodes.FindIndex(other => other.Name == inputs[0]);
            var isRounded = before >= 0 && IsAsCoarse(nodes[before].Layer, quantization.Input);
            if (
                !isRounded
                && before >= 0
                && (nodes[before].Layer, quantization.Input) is (AffineQuantizer, AffineQuantizer)
                && graph.Consumers(node.Inputs[0]).Count() == 1
            )
            {
                // Nobody else reads the finer values.
                nodes[before] = nodes[before] with { Layer = quantization.Input };
            }
            else if (quantization.Input is not null && !isRounded)
            {
                var name = $"{node.Name}.input_quantizer";
                nodes.Add(new GraphNode(name, quantization.Input, inputs));
                inputs = [name];
            }

            nodes.Add(new GraphNode(node.Name, convolution.WithQuantizer(quantization.Weights), inputs));
            if (quantization.Output is not null)
            {
                var name = $"{node.Name}.output_quantizer";
                nodes.Add(new GraphNode(name, quantization.Output, [node.Name]));
                names[node.Name] = name;
            }
        }

        return new NetworkGraph(graph.InputChannels, nodes);
    }

    private static bool IsAsCoarse(Layer before, Layer? quantizer) =>
        before.Equals(quantizer)
        || (before, quantizer) is (AffineQuantizer { Bits: var fewer }, AffineQuantizer { Bits: var bits })
            && fewer <= bits;

    // A fixed filter could not learn to live with rounding, and costs little.
    private static bool IsFilter(Layer layer) => layer is Conv2d { Fixed: true } or ConvTranspose2d { Fixed: true };

    /// <summary>True when a convolution of the graph has quantised weights.</summary>
    public static bool IsQuantized(NetworkGraph graph) =>
        graph.Nodes.Any(static node => node.Layer is IConvolution { Quantizer: not null });

    /// <summary>The fp32 form of a quantised graph. Weights of the quantised one fit it.</summary>
    internal static NetworkGraph WithoutQuantizers(NetworkGraph graph) =>
        Without(graph, static layer => layer is AffineQuantizer or ClampQuantizer);

    /// <summary>The same graph without quantised kernels, and without some of its layers.</summary>
    /// <param name="graph">A quantised graph.</param>
    /// <param name="isLeftOut">True for layers to leave out.</param>
    public static NetworkGraph Without(NetworkGraph graph, Func<Layer, bool> isLeftOut) =>
        graph.Replace(node =>
            isLeftOut(node.Layer)
                ? []
                : [node with { Layer = (node.Layer as IConvolution)?.WithQuantizer(null) ?? node.Layer }]
        );

    /// <summary>
    /// Fixes the scale of every quantised kernel at its present value, as a stored buffer <c>weight_scale</c>. Pruning
    /// then keeps the dense network's scales and stays exact.
    /// </summary>
    /// <param name="graph">The network.</param>
    /// <param name="weights">Its weights; the scales are added to them.</param>
    /// <returns>The graph with frozen quantisers.</returns>
    public static NetworkGraph FreezeScales(NetworkGraph graph, WeightSet weights)
    {
        using var scope = NewDisposeScope();
        return Change(graph, (node, convolution) =>
        {
            if (convolution.Quantizer is not { Frozen: false } quantizer)
            {
                return (Layer)convolution;
            }

            weights.Replace(
                node.ParameterName("weight_scale"),
                quantizer.Scale(weights[node.ParameterName("weight")], convolution.OutputAxis).clone()
            );
            return convolution.WithQuantizer(quantizer with { Frozen = true });
        });
    }

    /// <summary>Lets the scales of all quantised kernels follow the kernels again, for further training.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="weights">Its weights; stored scales are removed from them.</param>
    public static NetworkGraph ReleaseScales(NetworkGraph graph, WeightSet weights) =>
        Change(graph, (node, convolution) =>
        {
            weights.Remove(node.ParameterName("weight_scale"));
            return convolution.Quantizer is { Frozen: true } quantizer
                ? convolution.WithQuantizer(quantizer with { Frozen = false })
                : (Layer)convolution;
        });

    private static NetworkGraph Change(NetworkGraph graph, Func<GraphNode, IConvolution, Layer> change) =>
        new(
            graph.InputChannels,
            graph
                .Nodes.Select(node =>
                    node.Layer is IConvolution convolution ? node with { Layer = change(node, convolution) } : node
                )
                .ToArray()
        );
}
