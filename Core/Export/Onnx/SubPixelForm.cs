using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Export.Onnx;

/// <summary>
/// Transposed convolutions written as convolutions, since no runtime has integer kernels for the former. Output pixel
/// s·i + a of a transposed convolution with stride s, padding p and kernel w is
/// <code>
/// y[s·i + a] = Σ_d x[i - d] · w[s·d + a + p]
/// </code>
/// so for each of the s phases a, in both directions, it is a convolution of the input image, and all phases together
/// are one convolution to s² times the channels whose outputs <see cref="DepthToSpace"/> lays out. Exact, with zeros
/// where a phase has fewer taps.
/// </summary>
internal static class SubPixelForm
{
    /// <summary>The network without transposed convolutions, but for those whose output is no whole number of strides.
    /// The caller disposes it.</summary>
    public static LoadedModel Of(LoadedModel model)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var weights = new WeightSet();
        var graph = model.Graph.Replace(node =>
        {
            if (node.Layer is ConvTranspose2d { Groups: 1 } layer && Taps.Of(layer) is { } taps)
            {
                AddWeights(weights, node, layer, taps, model.Weights);
                return Phases(node, layer, taps);
            }

            weights.AddCopies(node, model.Weights);

            return [node];
        });
        return new LoadedModel(graph, weights);
    }

    private static IEnumerable<GraphNode> Phases(GraphNode node, ConvTranspose2d layer, Taps taps)
    {
        var input = node.Inputs;
        var (before, after) = (taps.Before, taps.After);
        if (before != after)
        {
            var padding = new GraphNode(
                node.Name + ".padding",
                new Padding2d(PaddingKind.Zero, before, after, before, after),
                input
            );
            yield return padding;
            input = [padding.Name];
        }

        yield return new GraphNode(
            node.Name,
            new Conv2d(
                layer.InChannels,
                layer.OutChannels * layer.Stride * layer.Stride,
                taps.Count,
                Padding: before == after ? before : 0,
                Bias: layer.Bias,
                Quantizer: layer.Quantizer
            ),
            input
        );
        if (layer.Stride > 1)
        {
            yield return new GraphNode(node.Name + ".pixels", new DepthToSpace(layer.Stride), [node.Name]);
        }
    }

    private static void AddWeights(WeightSet weights, GraphNode node, ConvTranspose2d layer, Taps taps, WeightSet old)
    {
        var stride = layer.Stride;
        var kernel = old[node.ParameterName("weight")];
        var phases = zeros([layer.OutChannels, stride, stride, layer.InChannels, taps.Count, taps.Count]);
        var along = (
            from phase in Enumerable.Range(0, stride)
            from tap in Enumerable.Range(0, taps.Count)
            let position = (stride * (taps.Before - tap)) + phase + layer.Padding
            where position >= 0 && position < layer.KernelSize
            select (Phase: phase, Tap: tap, Position: position)
        ).ToArray();
        foreach (var (y, x) in from y in along from x in along select (y, x))
        {
            phases
                .select(5, x.Tap)
                .select(4, y.Tap)
                .select(2, x.Phase)
                .select(1, y.Phase)
                .copy_(kernel.select(3, x.Position).select(2, y.Position).t());
        }

        // Every phase of a channel has the channel's bias and scale.
        weights.Add(node.ParameterName("weight"), phases.reshape(-1, layer.InChannels, taps.Count, taps.Count));
        if (layer.Bias)
        {
            weights.Add(node.ParameterName("bias"), old[node.ParameterName("bias")].repeat_interleave(stride * stride));
        }

        if (layer.Quantizer is { Frozen: true, PerChannel: var perChannel })
        {
            var scale = old[node.ParameterName("weight_scale")];
            weights.Add(
                node.ParameterName("weight_scale"),
                perChannel ? scale.repeat_interleave(stride * stride) : scale.clone()
            );
        }
    }

    /// <summary>The window of the convolution in each direction.</summary>
    /// <param name="Count">Its side.</param>
    /// <param name="Before">Zeros before the image.</param>
    /// <param name="After">Zeros behind it.</param>
    private sealed record Taps(int Count, int Before, int After)
    {
        public static Taps? Of(ConvTranspose2d layer)
        {
            var (stride, padding) = (layer.Stride, layer.Padding);
            var rest = layer.KernelSize + layer.OutputPadding - (2 * padding) - stride;
            var (most, least) = ((layer.KernelSize - 1 - padding) / stride, -((padding + stride - 1) / stride));
            var count = most - least + 1;
            var after = (rest / stride) + count - 1 - most;
            return rest % stride == 0 && padding < layer.KernelSize && after >= 0 ? new Taps(count, most, after) : null;
        }
    }
}
