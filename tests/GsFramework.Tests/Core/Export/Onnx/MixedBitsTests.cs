using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Quantization;
using GsFramework.Tests.Graph;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Export.Onnx;

/// <summary>Networks whose layers have different bits, some of them none.</summary>
public sealed class MixedBitsTests
{
    public static TheoryData<string, int?, int?> Layers =>
        new()
        {
            // In fp32: what reads the image, what changes the size, what makes the image, and a layer among others.
            { "head", 0, null },
            { "down", 0, null },
            { "up", 0, null },
            { "tail", 0, null },
            { "trunk*", 0, null },
            // Fewer bits, of both, and of one alone.
            { "trunk*", 4, 4 },
            { "down", 3, 8 },
            { "up", 8, 5 },
            { "tail", 2, null },
            { "head", null, 0 },
        };

    [Theory]
    [MemberData(nameof(Layers))]
    public void The_integer_file_computes_what_a_network_of_mixed_bits_computes(
        string layer,
        int? weights,
        int? activations
    )
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = Trained(layer, weights, activations);
        using var network = new GraphModule(model.Graph, model.Weights);
        network.eval();
        var image = Networks.Image(16, seed: 3);
        var expected = network.forward(image);
        using var form = IntegerForm.Of(model);
        using var file = OnnxAssert.Open(form.Graph, form.Weights);

        var difference = (file.Run(image) - expected).abs();

        // A value on the border of two levels may take the other one.
        var step = Steps(model).DefaultIfEmpty(0).Max() + 1e-4;
        Assert.Null(OnnxInt8Format.Obstacle(model));
        Assert.InRange(difference.le(1e-4).to(float32).mean().item<float>(), 0.98f, 1f);
        Assert.InRange(difference.max().item<float>(), 0, step);
        Assert.True(expected.std().item<float>() > 1e-3);
    }

    [Theory]
    [InlineData(0, "tail")]
    [InlineData(8, null)]
    public void Layers_that_were_left_in_fp32_are_named(int bits, string? expected)
    {
        using var model = Trained("tail", bits, null);

        Assert.Equal(expected is null ? [] : [expected], OnnxInt8Format.FloatLayers(model.Graph));
    }

    [Fact]
    public void A_network_without_an_integer_kernel_is_no_integer_network()
    {
        var graph = GraphQuantization.Quantize(Plain(), static _ => new(null, new AffineQuantizer(8), null));

        Assert.False(OnnxInt8Format.HasRanges(graph));
    }

    private static IEnumerable<double> Steps(LoadedModel model) =>
        model
            .Graph.Nodes.Where(static node => node.Layer is AffineQuantizer)
            .Select(node => ((AffineQuantizer)node.Layer).Grid(model.Weights[node.ParameterName("range")])!.Value)
            .Select(static grid => grid.Scale);

    private static NetworkGraph Plain() =>
        new GraphBuilder(3)
            .Add("head", new Conv2d(3, 8, KernelSize: 3, Padding: 1, Bias: false))
            .Add("head.norm", new InstanceNorm2d(8, Affine: true))
            .Add("head.relu", new Activation(ActivationFunction.Relu))
            .Add("down", new Conv2d(8, 12, KernelSize: 3, Padding: 1, Stride: 2))
            .Add("down.relu", new Activation(ActivationFunction.Relu))
            .Add("trunk.0", new Conv2d(12, 12, KernelSize: 3, Padding: 1, Bias: false))
            .Add("trunk.norm", new InstanceNorm2d(12, Affine: true))
            .Add("trunk.1", new Conv2d(12, 12, KernelSize: 3, Padding: 1))
            .Add("up", new ConvTranspose2d(12, 8, KernelSize: 3, Stride: 2, Padding: 1, OutputPadding: 1))
            .Add("up.relu", new Activation(ActivationFunction.Relu))
            .Add("tail", new Conv2d(8, 3, KernelSize: 7, Padding: 3))
            .Add("image", new Activation(ActivationFunction.Tanh))
            .Build();

    private static LoadedModel Trained(string layer, int? weights, int? activations)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var graph = new QuantizationTerm(
            new QuantizationOptions
            {
                Layers = new Dictionary<string, LayerBits>
                {
                    [layer] = new LayerBits { WeightBits = weights, ActivationBits = activations },
                },
            }
        ).Rewrite(Plain());
        using var random = Networks.RandomWeights(graph, 1);
        using var network = new GraphModule(graph, random) { Observing = true };
        network.forward(Networks.Image(16, seed: 2));
        var observed = network.CopyWeights();
        return new LoadedModel(GraphQuantization.FreezeScales(graph, observed), observed);
    }
}
