using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using static TorchSharp.torch;

namespace GsFramework.Core.Export.Onnx;

/// <summary>
/// Quantised convolutions before a pixel shuffle, with their channels in the order of <see cref="RowShuffle"/>, which
/// moves whole runs of pixels. Where the kernels of some row of the blocks are zero in their outer rows, as those of a
/// transposed convolution are, each row of the blocks becomes a convolution of its own without them: of the 16 weights
/// that the form of a 3x3 kernel has, 12 are left. It computes the same to the bit.
/// </summary>
internal static class RowForm
{
    // Of fewer, integer kernels waste more than zeros cost.
    private const int LeastOutputs = 16;

    /// <summary>The network; the caller disposes it.</summary>
    public static LoadedModel Of(LoadedModel model)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var found = model
            .Graph.Nodes.Select(node => Shuffled.Of(model.Graph, node))
            .OfType<Shuffled>()
            .ToDictionary(static shuffled => shuffled.Shuffle.Name);
        var within = found.Values.SelectMany(static shuffled => shuffled.Within).ToHashSet();
        var weights = new WeightSet();
        var nodes = new List<GraphNode>();
        foreach (var node in model.Graph.Nodes.Where(node => !within.Contains(node)))
        {
            if (found.TryGetValue(node.Name, out var shuffled))
            {
                nodes.AddRange(Rows(shuffled, model.Weights, weights));
                continue;
            }

            nodes.Add(node);
            weights.AddCopies(node, model.Weights);
        }

        return new LoadedModel(new NetworkGraph(model.Graph.InputChannels, nodes), weights);
    }

    private static List<GraphNode> Rows(Shuffled shuffled, WeightSet old, WeightSet weights)
    {
        var (node, layer, factor) = (shuffled.Convolution, shuffled.Layer, shuffled.Factor);
        var channels = layer.OutChannels / (factor * factor);
        var nodes = new List<GraphNode>();
        var kernel = Ordered(old[node.ParameterName("weight")]);
        var zeros = Enumerable
            .Range(0, factor)
            .Select(row => ZeroRows(kernel.select(0, row), shuffled.Padding))
            .ToArray();
        var isDivided = channels * factor >= LeastOutputs && zeros.Any(static rows => rows.Top + rows.Bottom > 0);
        var ends = isDivided
            ? Enumerable.Range(0, factor).Select(row => Convolution(row, 1, zeros[row])).ToArray()
            : [Convolution(0, factor, default)];
        nodes.Add(shuffled.Shuffle with { Layer = new RowShuffle(channels, factor), Inputs = ends });
        return nodes;

        // [(channel, row, column), ...] to [row, column, channel, ...].
        Tensor Ordered(Tensor values)
        {
            long[] rest = [.. values.shape.Skip(1)];
            var blocks = values.reshape([channels, factor, factor, .. rest]);
            return blocks.permute([1, 2, 0, .. Enumerable.Range(3, rest.Length)]);
        }

        string Convolution(int row, int count, (int Top, int Bottom) cut)
        {
            var name = count == factor ? node.Name : $"{node.Name}.row{row}";
            var padding = shuffled.Padding with
            {
                Top = shuffled.Padding.Top - cut.Top,
                Bottom = shuffled.Padding.Bottom - cut.Bottom,
            };
            var (input, isEven) = (shuffled.Input, padding == Padding2d.Even(PaddingKind.Zero, padding.Top));
            if (!isEven)
            {
                nodes.Add(new GraphNode(name + ".padding", padding, [input]));
                input = name + ".padding";
            }

            var outer = layer.KernelSize - cut.Top - cut.Bottom;
            nodes.Add(
                new GraphNode(
                    name,
                    layer with
                    {
                        OutChannels = channels * factor * count,
                        KernelSize = outer,
                        KernelWidth = layer.KernelWidth ?? layer.KernelSize,
                        Padding = isEven ? padding.Top : 0,
                    },
                    [input]
                )
            );
            Tensor OfRows(Tensor values) => values.narrow(0, row, count).flatten(0, 2).clone();
            weights.Add(name + ".weight", OfRows(kernel.narrow(4, cut.Top, outer)));
            foreach (var parameter in layer.Parameters().Skip(1).Select(static parameter => parameter.Name))
            {
                var values = old[node.ParameterName(parameter)];
                weights.Add(
                    $"{name}.{parameter}",
                    values.shape[0] == layer.OutChannels ? OfRows(Ordered(values)) : values.clone()
                );
            }

            var quantizer = name + ".quantizer";
            nodes.Add(shuffled.Quantizer with { Name = quantizer, Inputs = [name] });
            weights.Add(quantizer + ".range", old[shuffled.Quantizer.ParameterName("range")].clone());
            return quantizer;
        }
    }

    // Rows of zeros at both ends of [column, channel, in, rows, columns], as many as the image has there.
    private static (int Top, int Bottom) ZeroRows(Tensor kernel, Padding2d padding)
    {
        var used = kernel.ne(0).any(4).flatten(0, 2).any(0).nonzero();
        return used.numel() == 0
            ? default
            : (
                Math.Min(padding.Top, (int)used.min().item<long>()),
                Math.Min(padding.Bottom, (int)(kernel.shape[3] - 1 - used.max().item<long>()))
            );
    }

    /// <summary>A convolution whose quantised output alone is shuffled.</summary>
    /// <param name="Shuffle">The shuffle.</param>
    /// <param name="Quantizer">The quantiser that it reads.</param>
    /// <param name="Convolution">The convolution.</param>
    /// <param name="Padded">The padding that only it reads, or null.</param>
    private sealed record Shuffled(GraphNode Shuffle, GraphNode Quantizer, GraphNode Convolution, GraphNode? Padded)
    {
        public int Factor => ((DepthToSpace)Shuffle.Layer).Factor;

        public Conv2d Layer => (Conv2d)Convolution.Layer;

        public string Input => (Padded ?? Convolution).Inputs[0];

        public IEnumerable<GraphNode> Within =>
            new[] { Quantizer, Convolution, Padded }.OfType<GraphNode>();

        // Zeros around the image, of both kinds.
        public Padding2d Padding
        {
            get
            {
                var around = Padded?.Layer as Padding2d ?? Padding2d.Even(PaddingKind.Zero, 0);
                return around with
                {
                    Left = around.Left + Layer.Padding,
                    Right = around.Right + Layer.Padding,
                    Top = around.Top + Layer.Padding,
                    Bottom = around.Bottom + Layer.Padding,
                };
            }
        }

        public static Shuffled? Of(NetworkGraph graph, GraphNode shuffle)
        {
            GraphNode? Only(GraphNode reader) =>
                graph.Contains(reader.Inputs[0]) && graph.Consumers(reader.Inputs[0]).Count() == 1
                    ? graph[reader.Inputs[0]]
                    : null;
            return shuffle.Layer is DepthToSpace { Factor: > 1 }
                && Only(shuffle) is { Layer: AffineQuantizer } quantizer
                && Only(quantizer) is { Layer: Conv2d { Groups: 1, Dilation: 1, Quantizer: not null } } convolution
                ? new Shuffled(
                    shuffle,
                    quantizer,
                    convolution,
                    Only(convolution) is { Layer: Padding2d { Padding: PaddingKind.Zero } } padded ? padded : null
                )
                : null;
        }
    }
}
