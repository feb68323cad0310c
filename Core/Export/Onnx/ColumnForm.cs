using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using static TorchSharp.torch;

namespace GsFramework.Core.Export.Onnx;

/// <summary>
/// Quantised convolutions of images of a few channels, such as a generator's first one, written so that a window's
/// columns are channels: the image beside itself, shifted by 0 … k - 1 columns, and a kernel of k rows and one column.
/// <code>
/// y[i, j] = Σ_u Σ_v x[i + u, j + v] · w[u, v] = Σ_u Σ_v x_v[i + u, j] · w[u, v]      x_v[i, j] = x[i, j + v]
/// </code>
/// It computes the same products. An integer kernel multiplies four channels at once and looks up every pixel of a
/// window: with 3 channels it does neither well, with 3·k for k pixels it does both.
/// </summary>
internal static class ColumnForm
{
    private const int MostChannels = 4;
    private const int LeastKernel = 3;

    // What an integer kernel multiplies at once.
    private const int Alignment = 4;

    /// <summary>The network; the caller disposes it.</summary>
    public static LoadedModel Of(LoadedModel model)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var weights = new WeightSet();
        var graph = model.Graph.Replace(node =>
        {
            weights.AddCopies(node, model.Weights);

            if (node.Layer is not Conv2d layer || !Applies(layer))
            {
                return [node];
            }

            var kernel = node.ParameterName("weight");
            weights.Replace(kernel, Stacked(model.Weights[kernel], Columns(layer)));
            return Stack(node, layer);
        });
        return new LoadedModel(graph, weights);
    }

    private static bool Applies(Conv2d layer) =>
        layer is { Stride: 1, Groups: 1, Dilation: 1, KernelWidth: null, Fixed: false, Quantizer.Frozen: true }
        && layer.InChannels <= MostChannels
        && layer.KernelSize >= LeastKernel;

    // At least those of the kernel, so that their channels are a multiple.
    private static int Columns(Conv2d layer)
    {
        var columns = layer.KernelSize;
        while (columns * layer.InChannels % Alignment != 0)
        {
            columns++;
        }

        return columns;
    }

    private static IEnumerable<GraphNode> Stack(GraphNode node, Conv2d layer)
    {
        var input = node.Inputs[0];
        if (layer.Padding > 0)
        {
            var padding = new GraphNode(
                node.Name + ".padding",
                Padding2d.Even(PaddingKind.Zero, layer.Padding),
                [input]
            );
            yield return padding;
            input = padding.Name;
        }

        var (size, names) = (layer.KernelSize, new List<string>());
        for (var column = 0; column < size; column++)
        {
            names.Add($"{node.Name}.column{column}");
            yield return new GraphNode(names[^1], new Crop2d(column, size - 1 - column, 0, 0), [input]);
        }

        // Behind the last one any will do, since the kernel is zero there.
        var stack = names.Concat(Enumerable.Repeat(names[0], Columns(layer) - size)).ToArray();
        yield return new GraphNode(node.Name + ".columns", new Concat(), stack);
        yield return node with
        {
            Layer = layer with { InChannels = layer.InChannels * stack.Length, KernelWidth = 1, Padding = 0 },
            Inputs = [node.Name + ".columns"],
        };
    }

    private static Tensor Stacked(Tensor kernel, int columns)
    {
        // [out, in, rows, columns] to [out, columns·in, rows, 1].
        var (outputs, inputs, size) = (kernel.shape[0], kernel.shape[1], kernel.shape[2]);
        var stacked = zeros([outputs, columns, inputs, size]);
        stacked.narrow(1, 0, size).copy_(kernel.permute(0, 3, 1, 2));
        return stacked.reshape(outputs, columns * inputs, size, 1);
    }
}
