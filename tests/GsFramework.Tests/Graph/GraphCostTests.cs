using GsFramework.Graph;
using GsFramework.Graph.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Graph;

public class GraphCostTests
{
    [Fact]
    public void The_official_generator_costs_what_the_papers_say()
    {
        var cost = GraphCost.Of(Networks.CycleGan(width: 64, blocks: 9), ImageSize.Square(256));

        Assert.Equal(56_799_264_768, cost.ReferenceMacs);
        Assert.Equal(11_372_928, cost.Weights);
        Assert.Equal(11_378_179 + 5_376, cost.Parameters);
    }

    // By linearity: with a kernel and an image of ones and no padding lost, the sum of a convolution's outputs is the
    // number of products that were summed.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 4)]
    [InlineData(2, 2)]
    public void A_convolution_costs_its_products(int stride, int groups)
    {
        var layer = new Conv2d(4, 8, KernelSize: 3, Stride: stride, Groups: groups, Bias: false);
        Assert.Equal(Products(layer, 9), Cost(layer, 9).Macs);
        Assert.Equal(Cost(layer, 9).Macs, Cost(layer, 9).ReferenceMacs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_transposed_convolution_costs_its_products_and_the_papers_count_more(int stride)
    {
        var layer = new ConvTranspose2d(4, 6, KernelSize: 3, Stride: stride, Padding: 0, Bias: false);
        var output = layer.OutputShape([new FeatureShape(4, 7, 7)]);

        Assert.Equal(Products(layer, 7), Cost(layer, 7).Macs);
        Assert.Equal(Cost(layer, 7).Macs * output.Height * output.Width / 49, Cost(layer, 7).ReferenceMacs);
    }

    [Fact]
    public void Layers_without_a_kernel_cost_nothing()
    {
        Layer[] layers =
        [
            new InstanceNorm2d(4, Affine: true),
            new BatchNorm2d(4),
            new Activation(ActivationFunction.Relu),
            new Add(),
            new Concat(),
            Padding2d.Even(PaddingKind.Reflect, 1),
            new DepthToSpace(2),
            new GlobalAveragePool(),
            new ChannelShift(4),
            new AffineQuantizer(8),
            new ClampQuantizer(8, 4),
        ];

        Assert.All(layers, static layer => Assert.Equal(default, Cost(layer, 8)));
    }

    [Fact]
    public void The_shapes_are_those_of_a_forward_pass()
    {
        using var scope = NewDisposeScope();
        for (var seed = 0; seed < 20; seed++)
        {
            var graph = RandomNetwork.Create(seed);
            using var weights = Networks.RandomWeights(graph, seed);
            using var module = new GraphModule(graph, weights);
            var names = graph.Nodes.Select(static node => node.Name).ToArray();

            var (_, outputs) = module.Forward(Networks.Image(RandomNetwork.Side, seed, batch: 1), names);

            var shapes = graph.Shapes(ImageSize.Square(RandomNetwork.Side));
            Assert.All(names, name =>
                Assert.Equal([1, shapes[name].Channels, shapes[name].Height, shapes[name].Width], outputs[name].shape)
            );
        }
    }

    private static LayerCost Cost(Layer layer, int side)
    {
        var graph = new GraphBuilder(4).Add("layer", layer).Build();
        return GraphCost.OfLayer(graph.Output, graph.Shapes(ImageSize.Square(side)));
    }

    private static long Products(Layer layer, int side)
    {
        using var scope = NewDisposeScope();
        var graph = new GraphBuilder(4).Add("layer", layer).Build();
        var parameter = graph.Parameters().Single().Parameter;
        using var module = new GraphModule(
            graph,
            new Dictionary<string, Tensor> { ["layer.weight"] = ones([.. parameter.Shape]) }
        );
        return (long)module.forward(ones(1, 4, side, side)).sum(ScalarType.Float64).item<double>();
    }
}
