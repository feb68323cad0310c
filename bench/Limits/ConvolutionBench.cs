using System.Globalization;
using GsFramework.Bench.Results;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Bench.Limits;

/// <summary>What the convolutions of a network reach.</summary>
internal static class ConvolutionBench
{
    /// <summary>Measures each kind of convolution once.</summary>
    /// <param name="name">The network's name.</param>
    /// <param name="graph">The network.</param>
    /// <param name="side">Rows and columns of an image.</param>
    /// <param name="batch">Images.</param>
    /// <param name="peaks">The processor's limits.</param>
    /// <param name="rounds">How often each is timed.</param>
    public static NetworkLimits Measure(
        string name,
        NetworkGraph graph,
        int side,
        int batch,
        Peaks peaks,
        int rounds
    )
    {
        var shapes = graph.Shapes(ImageSize.Square(side)).ToDictionary();
        shapes[NetworkGraph.InputName] = new FeatureShape(graph.InputChannels, side, side);
        var kinds = graph
            .Nodes.Where(static node => node.Layer is Conv2d or ConvTranspose2d)
            .Select(node => new Kind(
                node.Layer,
                shapes[node.Inputs[0]],
                shapes[node.Name],
                node.Inputs[0] == NetworkGraph.InputName || SeesImage(graph, node)
            ))
            .GroupBy(static kind => kind)
            .Select(group => Layer(group.Key, group.Count(), batch, peaks, rounds));
        return new(name, [.. kinds]);
    }

    private static bool SeesImage(NetworkGraph graph, GraphNode node) =>
        graph.Contains(node.Inputs[0])
        && graph[node.Inputs[0]] is { Layer: Padding2d } padding
        && padding.Inputs[0] == NetworkGraph.InputName;

    private static LayerLimits Layer(Kind kind, int count, int batch, Peaks peaks, int rounds)
    {
        using var scope = NewDisposeScope();
        var operations = 2.0 * batch * kind.Layer.Cost([kind.Input], kind.Output).Macs;
        var numbers = (batch * (Size(kind.Input) + Size(kind.Output))) + Kernel(kind.Layer).Aggregate(1L, Multiply);
        var intensity = operations / (sizeof(float) * numbers);
        return new(
            kind.ToString(),
            count,
            Math.Round(intensity, 1),
            Math.Round(Math.Min(peaks.Fp32, intensity * peaks.Bandwidth), 1),
            Reach(kind, batch, operations, rounds, float32, float32),
            Reach(kind, batch, operations, rounds, bfloat16, bfloat16),
            Reach(kind, batch, operations, rounds, float32, bfloat16)
        );
    }

    private static Reached Reach(
        Kind kind,
        int batch,
        double operations,
        int rounds,
        ScalarType stored,
        ScalarType computed
    )
    {
        using var scope = NewDisposeScope();
        var input = rand(batch, kind.Input.Channels, kind.Input.Height, kind.Input.Width).to(stored);
        input = input.detach().requires_grad_(!kind.SeesImage);
        var kernel = (rand([.. Kernel(kind.Layer)]) - 0.5).to(stored).detach().requires_grad_(true);
        var bias = rand(kind.Output.Channels).to(stored).detach().requires_grad_(true);
        var forward = Stopwatches.Median(rounds, () =>
        {
            using var noGrad = no_grad();
            Convolve();
        });
        Tensor? output = null;
        using var gradient = rand(batch, kind.Output.Channels, kind.Output.Height, kind.Output.Width).to(stored);
        var backward = Stopwatches.Median(rounds, () => output!.backward([gradient]), () =>
        {
            foreach (var tensor in new[] { input, kernel, bias })
            {
                tensor.grad = null;
            }

            output = Convolve();
        });
        var ways = kind.SeesImage ? 1 : 2;
        return new(
            Math.Round(forward, 3),
            Math.Round(operations / forward / 1e6, 1),
            Math.Round(backward, 3),
            Math.Round(ways * operations / backward / 1e6, 1)
        );

        Tensor Convolve() =>
            stored == computed
                ? Apply(kind.Layer, input, kernel, bias)
                : Apply(kind.Layer, input.to(computed), kernel.to(computed), bias.to(computed)).to(stored);
    }

    private static Tensor Apply(Layer layer, Tensor input, Tensor kernel, Tensor bias) =>
        layer switch
        {
            Conv2d conv => nn.functional.conv2d(
                input,
                kernel,
                bias,
                [conv.Stride, conv.Stride],
                [conv.Padding, conv.Padding],
                [1, 1]
            ),
            ConvTranspose2d conv => nn.functional.conv_transpose2d(
                input,
                kernel,
                bias,
                strides: [conv.Stride, conv.Stride],
                padding: [conv.Padding, conv.Padding],
                output_padding: [conv.OutputPadding, conv.OutputPadding]
            ),
            _ => throw new ArgumentException($"{layer.Kind} is no convolution.", nameof(layer)),
        };

    private static IReadOnlyList<long> Kernel(Layer layer) =>
        layer.Parameters().Single(static parameter => parameter.Name == "weight").Shape;

    private static long Size(FeatureShape shape) => (long)shape.Channels * shape.Height * shape.Width;

    private static long Multiply(long product, long side) => product * side;

    private sealed record Kind(Layer Layer, FeatureShape Input, FeatureShape Output, bool SeesImage)
    {
        public override string ToString()
        {
            var (kernel, stride, word) = Layer switch
            {
                Conv2d conv => (conv.KernelSize, conv.Stride, "conv"),
                ConvTranspose2d conv => (conv.KernelSize, conv.Stride, "transposed"),
                _ => (0, 0, Layer.Kind),
            };
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{word} {kernel}x{kernel}{(stride > 1 ? $", stride {stride}" : "")}, {Input.Channels} to "
                    + $"{Output.Channels}, {Input.Height}x{Input.Width}"
            );
        }
    }
}
