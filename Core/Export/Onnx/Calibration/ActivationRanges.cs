using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using static TorchSharp.torch;

namespace GsFramework.Core.Export.Onnx.Calibration;

/// <summary>What goes into the convolutions of an fp32 network, and what comes out of them, on some images.</summary>
internal sealed class ActivationRanges
{
    private readonly LoadedModel _model;
    private readonly Dictionary<string, ActivationHistogram> _seen;

    private ActivationRanges(LoadedModel model, Dictionary<string, ActivationHistogram> seen) =>
        (_model, _seen) = (model, seen);

    /// <summary>Looks at the activations.</summary>
    /// <param name="model">A network without quantisers.</param>
    /// <param name="images">The images, (N, C, H, W) in [-1, 1].</param>
    public static ActivationRanges See(LoadedModel model, IReadOnlyList<Tensor> images)
    {
        using var noGrad = no_grad();
        using var network = new GraphModule(model.Graph, model.Weights);
        network.eval();
        var seen = model
            .Graph.Nodes.Where(static node => node.Layer is IConvolution)
            .SelectMany(static node => new[] { node.Name, node.Inputs[0] })
            .Distinct()
            .ToDictionary(static edge => edge, static _ => new ActivationHistogram());
        string[] layers = [.. seen.Keys.Where(static edge => edge != NetworkGraph.InputName)];
        void Look(Action<ActivationHistogram, Tensor> take)
        {
            foreach (var image in images)
            {
                using var scope = NewDisposeScope();
                foreach (var (edge, values) in network.Forward(image, layers).Taps)
                {
                    take(seen[edge], values);
                }

                if (seen.TryGetValue(NetworkGraph.InputName, out var input))
                {
                    take(input, image);
                }
            }
        }

        Look(static (histogram, values) => histogram.SeeEnds(values));
        Look(static (histogram, values) => histogram.Count(values));
        return new ActivationRanges(model, seen);
    }

    /// <summary>The network with quantisers whose ranges are those that were seen.</summary>
    /// <param name="plan">For each convolution what to do; null leaves it in fp32.</param>
    /// <param name="method">How ranges are chosen.</param>
    /// <returns>The network; the caller disposes it.</returns>
    public LoadedModel Quantized(Func<GraphNode, ConvolutionQuantization?> plan, CalibrationMethod method)
    {
        using var scope = NewDisposeScope();
        var graph = GraphQuantization.Quantize(_model.Graph, plan);
        var weights = _model.Weights.Clone();
        foreach (var node in graph.Nodes)
        {
            if (node.Layer is AffineQuantizer quantizer)
            {
                var (low, high) = RangeChoice.Of(method, _seen[Seen(node)], quantizer);
                weights.Add(node.ParameterName("range"), tensor([low, high]));
            }
        }

        return new LoadedModel(GraphQuantization.FreezeScales(graph, weights), weights);
    }

    // What a quantiser rounds in the network without quantisers.
    private string Seen(GraphNode quantizer) =>
        _model.Graph.Contains(quantizer.Inputs[0]) || quantizer.Inputs[0] == NetworkGraph.InputName
            ? quantizer.Inputs[0]
            : throw new InvalidOperationException($"'{quantizer.Name}' rounds what is rounded already.");
}
