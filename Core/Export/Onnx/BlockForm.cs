using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Export.Onnx;

/// <summary>
/// Convolutions to a few channels, such as a generator's last one, written so that each step computes a block of b×b
/// pixels. With kernel k and padding p, pixel b·i + a is
/// <code>
/// y[b·i + a] = Σ_u x[b·i + u - p] · w[u - a]      u = 0 … k + b - 2, and w = 0 outside of 0 … k - 1
/// </code>
/// so all pixels of a block, in both directions, are the channels of one convolution with kernel k + b - 1 and stride
/// b, which <see cref="DepthToSpace"/> lays out. It computes the same products and zeros beside them. A kernel of a
/// runtime computes 16 to 64 channels at once: with 3 of them it wastes most of its work. With blocks of 4x4 they are
/// 48; blocks of 2x2, for images that are no multiples of 4, get a fourth channel of zeros, which is cut off.
/// <see cref="ShiftedKernels"/> stores the kernel once.
/// </summary>
internal static class BlockForm
{
    // From the best.
    private static readonly int[] _sides = [4, 2];

    // What integer kernels compute at once, at least.
    private const int LeastOutputs = 16;

    // Of more, a kernel is busy as it is.
    private const int MostChannels = 4;

    // The taps that are zero cost more than what is won with small kernels.
    private const int LeastKernel = 5;

    // Sizes of images that show by what the sizes of maps can be divided.
    private const int Probes = 17;

    /// <summary>The network with blocks wherever they pay and all images that it takes come out in whole ones. The
    /// caller disposes it.</summary>
    /// <param name="model">The network.</param>
    /// <param name="size">The only size that it will be given, or null for any.</param>
    public static LoadedModel Of(LoadedModel model, ImageSize? size)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var weights = new WeightSet();
        IReadOnlyDictionary<string, FeatureShape>[] shapes = size is { } only
            ? [model.Graph.Shapes(only)]
            : [.. Probed(model.Graph)];
        var graph = model.Graph.Replace(node =>
        {
            if (node.Layer is Conv2d layer && Block(node, layer, shapes) is { } block)
            {
                AddWeights(weights, node, layer, block, model.Weights);
                return Blocks(node, layer, block);
            }

            weights.AddCopies(node, model.Weights);

            return [node];
        });
        return new LoadedModel(graph, weights);
    }

    private static int? Block(
        GraphNode node,
        Conv2d layer,
        IReadOnlyDictionary<string, FeatureShape>[] shapes
    )
    {
        if (
            layer is not { Stride: 1, Groups: 1, Dilation: 1, KernelWidth: null, Fixed: false }
            || layer.OutChannels > MostChannels
            || layer.KernelSize < LeastKernel
            || shapes.Length == 0
        )
        {
            return null;
        }

        return _sides
            .Where(side =>
                Array.TrueForAll(shapes, of => of[node.Name].Height % side == 0 && of[node.Name].Width % side == 0)
            )
            .Cast<int?>()
            .FirstOrDefault();
    }

    private static IEnumerable<IReadOnlyDictionary<string, FeatureShape>> Probed(NetworkGraph graph)
    {
        var least = GraphSizes.Of(graph).Least;
        for (var side = least; side < least + Probes; side++)
        {
            IReadOnlyDictionary<string, FeatureShape>? shapes = null;
            try
            {
                shapes = graph.Shapes(ImageSize.Square(side));
            }
            catch (GraphException)
            {
                // An image that the network does not take.
            }

            if (shapes is not null)
            {
                yield return shapes;
            }
        }
    }

    private static int Channels(Conv2d layer, int block) =>
        Math.Max(layer.OutChannels, LeastOutputs / (block * block));

    private static IEnumerable<GraphNode> Blocks(GraphNode node, Conv2d layer, int block)
    {
        var channels = Channels(layer, block);
        yield return node with
        {
            Layer = layer with
            {
                OutChannels = channels * block * block,
                KernelSize = layer.KernelSize + block - 1,
                Stride = block,
            },
        };
        yield return new GraphNode(node.Name + ".pixels", new DepthToSpace(block), [node.Name]);
        if (channels > layer.OutChannels)
        {
            yield return new GraphNode(
                node.Name + ".channels",
                ChannelSelect.Slice(channels, 0, layer.OutChannels),
                [node.Name + ".pixels"]
            );
        }
    }

    private static void AddWeights(WeightSet weights, GraphNode node, Conv2d layer, int block, WeightSet old)
    {
        var (size, wide) = (layer.KernelSize, layer.KernelSize + block - 1);
        var kernel = old[node.ParameterName("weight")];
        var more = Channels(layer, block) - layer.OutChannels;
        var pixels = zeros([layer.OutChannels + more, block, block, layer.InChannels, wide, wide]);
        foreach (var (y, x) in from y in Enumerable.Range(0, block) from x in Enumerable.Range(0, block) select (y, x))
        {
            pixels
                .narrow(0, 0, layer.OutChannels)
                .select(2, x)
                .select(1, y)
                .narrow(2, y, size)
                .narrow(3, x, size)
                .copy_(kernel);
        }

        // Every pixel of a channel has the channel's bias and scale.
        weights.Add(node.ParameterName("weight"), pixels.reshape(-1, layer.InChannels, wide, wide));
        if (layer.Bias)
        {
            weights.Add(node.ParameterName("bias"), Spread(old[node.ParameterName("bias")], 0));
        }

        if (layer.Quantizer is { Frozen: true, PerChannel: var perChannel })
        {
            var scale = old[node.ParameterName("weight_scale")];
            weights.Add(
                node.ParameterName("weight_scale"),
                perChannel ? Spread(scale, 1) : scale.clone()
            );
        }

        // A scale of 0 would divide zeros by zero.
        Tensor Spread(Tensor values, float rest) =>
            cat([values, full(more, rest)]).repeat_interleave(block * block);
    }
}
