using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using static TorchSharp.torch;

namespace GsFramework.Core.Export.Onnx;

/// <summary>
/// A model as a network that computes in fp32. Rounded kernels stay the values that they were rounded to. Quantisers
/// with a range only follow the activations and are left out; those that clamp to a fixed range are part of what the
/// network computes and stay.
/// </summary>
internal static class FloatForm
{
    /// <summary>The network; the caller disposes it.</summary>
    public static LoadedModel Of(LoadedModel model)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var graph = GraphQuantization.Without(model.Graph, static layer => layer is AffineQuantizer);
        var weights = new WeightSet();
        foreach (var (name, _, _) in graph.Parameters())
        {
            weights.Add(name, model.Weights[name].clone());
        }

        foreach (var node in model.Graph.Nodes)
        {
            if (node.Layer is IConvolution { Quantizer: { } quantizer } convolution)
            {
                var kernel = model.Weights[node.ParameterName("weight")];
                var scale = quantizer.Frozen
                    ? model.Weights[node.ParameterName("weight_scale")]
                    : quantizer.Scale(kernel, convolution.OutputAxis);
                weights.Replace(
                    node.ParameterName("weight"),
                    quantizer.Quantized(kernel, scale, convolution.OutputAxis)
                );
            }
        }

        return new LoadedModel(graph, weights);
    }
}
