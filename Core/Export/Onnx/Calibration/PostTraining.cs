using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using static TorchSharp.torch;

namespace GsFramework.Core.Export.Onnx.Calibration;

/// <summary>Post-training quantisation: quantisers where quantisation-aware training has them, with ranges that are
/// chosen from what the fp32 network's activations are on some images.</summary>
internal static class PostTraining
{
    private const int Bits = 8;

    /// <summary>The quantised network; the caller disposes it.</summary>
    /// <param name="model">A network without quantisers.</param>
    /// <param name="images">The images.</param>
    /// <param name="method">How ranges are chosen.</param>
    public static LoadedModel Quantize(LoadedModel model, IReadOnlyList<Tensor> images, CalibrationMethod method)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var quantizer = new AffineQuantizer(Bits);

        // Quantisers that never observed anything let everything through: their outputs are the activations.
        var open = GraphQuantization.Quantize(model.Graph, _ => new ConvolutionQuantization(
            null,
            quantizer,
            quantizer
        ));
        var weights = model.Weights.Clone();
        string[] edges =
        [
            .. open.Nodes.Where(static node => node.Layer is AffineQuantizer).Select(static node => node.Name),
        ];
        foreach (var edge in edges)
        {
            weights.Add($"{edge}.range", zeros(2));
        }

        foreach (var (edge, seen) in See(open, weights, edges, images))
        {
            var (low, high) = RangeChoice.Of(method, seen, quantizer);
            weights.Replace($"{edge}.range", tensor([low, high]));
        }

        var rounded = GraphQuantization.Quantize(model.Graph, _ =>
            new(new WeightQuantizer(Bits, PerChannel: true), quantizer, quantizer)
        );
        return new LoadedModel(GraphQuantization.FreezeScales(rounded, weights), weights);
    }

    private static Dictionary<string, ActivationHistogram> See(
        NetworkGraph graph,
        WeightSet weights,
        string[] edges,
        IReadOnlyList<Tensor> images
    )
    {
        using var network = new GraphModule(graph, weights);
        network.eval();
        var seen = edges.ToDictionary(static edge => edge, static _ => new ActivationHistogram());
        void Look(Action<ActivationHistogram, Tensor> take)
        {
            foreach (var image in images)
            {
                using var scope = NewDisposeScope();
                foreach (var (edge, values) in network.Forward(image, edges).Taps)
                {
                    take(seen[edge], values);
                }
            }
        }

        Look(static (histogram, values) => histogram.SeeEnds(values));
        Look(static (histogram, values) => histogram.Count(values));
        return seen;
    }
}
