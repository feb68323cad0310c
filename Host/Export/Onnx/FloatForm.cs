using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Host.Interchange;
using static TorchSharp.torch;

namespace GsFramework.Host.Export.Onnx;

/// <summary>
/// A model as a network that computes in fp32. Rounded kernels stay the values that they were rounded to. Quantisers with a
/// range only follow the activations and are left out; those that clamp to a fixed range are part of what the network
/// computes and stay.
/// </summary>
internal static class FloatForm
{
    /// <summary>The network; the caller disposes it.</summary>
    public static LoadedModel Of(LoadedModel model)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var names = new Dictionary<string, string>();
        var nodes = new List<GraphNode>();
        var weights = new WeightSet();
        foreach (var node in model.Graph.Nodes)
        {
            string[] inputs = [.. node.Inputs.Select(name => names.GetValueOrDefault(name, name))];
            if (node.Layer is AffineQuantizer)
            {
                names[node.Name] = inputs[0];
                continue;
            }

            var layer = (node.Layer as IConvolution)?.WithQuantizer(null) ?? node.Layer;
            nodes.Add(new GraphNode(node.Name, layer, inputs));
            foreach (var name in layer.Parameters().Select(parameter => node.ParameterName(parameter.Name)))
            {
                weights.Add(name, model.Weights[name].clone());
            }

            if (node.Layer is IConvolution { Quantizer: { } quantizer } convolution)
            {
                var kernel = model.Weights[node.ParameterName("weight")];
                var scale = quantizer.Frozen ? model.Weights[node.ParameterName("weight_scale")] : quantizer.Scale(kernel, convolution.OutputAxis);
                weights.Replace(node.ParameterName("weight"), quantizer.Quantized(kernel, scale, convolution.OutputAxis));
            }
        }

        return new LoadedModel(new NetworkGraph(model.Graph.InputChannels, nodes), weights);
    }
}
