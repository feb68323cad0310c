using GsFramework.Graph;
using GsFramework.Graph.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Graph;

public class GraphSimplificationTests
{
    [Fact]
    public void Biases_that_an_instance_norm_cancels_go_and_the_network_computes_the_same()
    {
        var graph = Networks.CycleGan();
        using var weights = Networks.RandomWeights(graph, seed: 1);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var generator = new Generator(2, CPU);
        var images = rand(2, 3, 16, 16, generator: generator) - 0.5;

        var simple = GraphSimplification.WithoutCanceledBiases(graph);

        using var before = new GraphModule(graph, weights);
        using var after = new GraphModule(simple, weights);
        Assert.InRange((before.forward(images) - after.forward(images)).abs().max().item<float>(), 0, 1e-5f);
        var biases = simple.Parameters().Where(static entry => entry.Parameter.Role == ParameterRole.Bias).ToArray();
        Assert.Equal(
            [$"{simple.Nodes.Last(static node => node.Layer is IConvolution).Name}.bias"],
            biases.Select(static entry => entry.Name)
        );
        Assert.Equal(
            graph
                .Parameters()
                .Where(static entry => entry.Parameter.Role != ParameterRole.Bias)
                .Select(static entry => entry.Name),
            simple
                .Parameters()
                .Where(static entry => entry.Parameter.Role != ParameterRole.Bias)
                .Select(static entry => entry.Name)
        );
    }

    [Fact]
    public void A_bias_that_somebody_else_reads_too_stays() =>
        Stays(
            new GraphNode("conv", new Conv2d(3, 4, 3, Padding: 1), ["input"]),
            new GraphNode("norm", new InstanceNorm2d(4, true), ["conv"]),
            new GraphNode("sum", new Add(), ["norm", "conv"])
        );

    [Fact]
    public void A_bias_before_a_batch_norm_stays_since_its_mean_in_use_is_not_the_image_s() =>
        Stays(
            new GraphNode("conv", new Conv2d(3, 4, 3, Padding: 1), ["input"]),
            new GraphNode("norm", new BatchNorm2d(4), ["conv"])
        );

    [Fact]
    public void A_bias_before_a_quantiser_stays_since_rounding_is_not_linear() =>
        Stays(
            new GraphNode("conv", new Conv2d(3, 4, 3, Padding: 1), ["input"]),
            new GraphNode("rounded", new AffineQuantizer(8), ["conv"]),
            new GraphNode("norm", new InstanceNorm2d(4, true), ["rounded"])
        );

    [Fact]
    public void A_bias_at_the_output_stays() =>
        Stays(
            new GraphNode("conv", new Conv2d(3, 4, 3, Padding: 1), ["input"]),
            new GraphNode("norm", new InstanceNorm2d(4, true), ["conv"]),
            new GraphNode("last", new ConvTranspose2d(4, 3, 3), ["norm"])
        );

    private static void Stays(params GraphNode[] nodes)
    {
        var graph = new NetworkGraph(3, nodes);
        var expected = nodes.Length == 3 && nodes[2].Name == "last" ? ["last.bias"] : new[] { "conv.bias" };

        var biases = GraphSimplification
            .WithoutCanceledBiases(graph)
            .Parameters()
            .Where(static entry => entry.Parameter.Role == ParameterRole.Bias)
            .Select(static entry => entry.Name);

        Assert.Equal(expected, biases);
    }
}
