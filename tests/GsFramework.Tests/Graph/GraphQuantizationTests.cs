using GsFramework.Graph;
using GsFramework.Graph.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Graph;

public class GraphQuantizationTests
{
    private static readonly NetworkGraph _plain = Networks.CycleGan(width: 2, blocks: 1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Frozen_scales_change_nothing_and_can_be_released_again(bool perChannel)
    {
        using var scope = NewDisposeScope();
        var graph = Quantize(perChannel);
        using var weights = Networks.RandomWeights(graph, seed: 1);
        var names = weights.Keys.ToArray();
        var image = Networks.Image(16, seed: 1);
        var before = Networks.Run(graph, weights, image);

        var frozen = GraphQuantization.FreezeScales(graph, weights);
        Assert.Equal(before, Networks.Run(frozen, weights, image));
        Assert.Equal(perChannel ? 8 : 1, weights["model.10.conv_block.1.weight_scale"].numel());

        var released = GraphQuantization.ReleaseScales(frozen, weights);
        Assert.Equal(GraphJson.Write(graph), GraphJson.Write(released));
        Assert.Equal(names, weights.Keys);
        Assert.Equal(before, Networks.Run(released, weights, image));
    }

    [Fact]
    public void Taking_the_quantisers_out_gives_the_plain_graph()
    {
        using var weights = Networks.RandomWeights(Quantize(perChannel: true), seed: 1);
        var frozen = GraphQuantization.FreezeScales(Quantize(perChannel: true), weights);

        Assert.True(GraphQuantization.IsQuantized(frozen));
        Assert.False(GraphQuantization.IsQuantized(GraphQuantization.WithoutQuantizers(frozen)));
        Assert.Equal(GraphJson.Write(_plain), GraphJson.Write(GraphQuantization.WithoutQuantizers(frozen)));
    }

    [Fact]
    public void Weights_of_a_rewritten_graph_are_those_of_the_former_and_let_it_begin_as_that()
    {
        var rewritten = _plain.Replace(static node =>
            node.Layer is InstanceNorm2d { Affine: false } norm
                ? [node with { Layer = norm with { Affine = true } }]
                : [node]
        );
        using var scope = NewDisposeScope();
        using var former = Networks.RandomWeights(_plain, seed: 1);

        using var weights = GraphWeights.Inherit(rewritten, former, seed: 2);

        Assert.True(weights.Count > former.Count);
        Assert.Equal(
            Networks.Run(_plain, former, Networks.Image(16, seed: 3)),
            Networks.Run(rewritten, weights, Networks.Image(16, seed: 3))
        );
    }

    [Fact]
    public void Nodes_are_replaced_by_several_or_left_out_and_their_readers_follow()
    {
        var graph = new GraphBuilder(1)
            .Add("a", new Activation(ActivationFunction.Relu))
            .Add("b", new Activation(ActivationFunction.Tanh))
            .Add("c", new Activation(ActivationFunction.Relu))
            .Build();

        var replaced = graph.Replace(static node =>
            node.Name switch
            {
                "a" => [node, new GraphNode("a2", node.Layer, [node.Name])],
                "b" => [],
                _ => [node],
            }
        );

        Assert.Equal(["a", "a2", "c"], replaced.Nodes.Select(static node => node.Name));
        Assert.Equal(["a2"], replaced.Output.Inputs);
    }

    [Fact]
    public void A_kernel_has_integers_within_its_bits()
    {
        using var scope = NewDisposeScope();
        var quantizer = new WeightQuantizer(4, PerChannel: true);
        var weight = randn(5, 3, 2, 2);
        weight[2] = 0;
        var scale = quantizer.Scale(weight, outputAxis: 0);
        var integers = quantizer.Integers(weight, scale, outputAxis: 0);

        Assert.Equal(1f, scale[2].item<float>());
        Assert.Equal(7, integers.abs().max().item<float>());
        Assert.Equal(integers, integers.round());
    }

    [Theory]
    [InlineData(-1f, 3f)]
    [InlineData(0f, 5f)]
    [InlineData(-2f, 0f)]
    public void An_activation_range_holds_zero_exactly(float lo, float hi)
    {
        using var scope = NewDisposeScope();
        using var module = Quantizer(lo, hi);
        var x = linspace(lo - 1, hi + 1, 601).reshape(1, 1, 1, 601).requires_grad_(true);
        var y = module.forward(x);
        y.sum().backward();

        Assert.Equal(0f, module.forward(zeros(1, 1, 1, 1)).item<float>());
        Assert.True(y.unique().output.numel() <= 256);
        var step = (hi - lo) / 255;
        var inside = x.detach().clamp(lo, hi);
        Assert.True((y.detach() - inside).abs().max().item<float>() <= step);
        var gradient = x.grad!.reshape(-1);
        Assert.Equal(0f, gradient[0].item<float>());
        Assert.Equal(1f, gradient[300].item<float>());
        Assert.Equal(0f, gradient[600].item<float>());
    }

    [Fact]
    public void An_unobserved_range_lets_everything_pass_and_an_observed_one_follows()
    {
        using var scope = NewDisposeScope();
        using var module = Quantizer(0, 0);
        var x = tensor([-1f, 0.3f, 3f, 1f]).reshape(1, 1, 2, 2);

        Assert.Equal(x, module.forward(x));
        module.Observing = true;
        module.forward(x);
        Assert.Equal([-1f, 3f], module.Tensors["q.range"].data<float>());
        module.forward(x * 2);
        Assert.Equal(
            [-1.1f, 3.3f],
            module.Tensors["q.range"].data<float>().ToArray().Select(static value => MathF.Round(value, 5))
        );
    }

    [Fact]
    public void The_straight_through_estimator_has_the_value_of_the_step_and_the_gradient_of_the_identity()
    {
        using var scope = NewDisposeScope();
        var x = (randn(1000) * 3).requires_grad_(true);
        var expected = (x.detach() / 0.1).round() * 0.1;

        var y = StraightThrough.Pass(x, static value => (value / 0.1).round() * 0.1);
        (y * 3).sum().backward();

        Assert.Equal(expected, y.detach());
        Assert.Equal(full_like(expected, 3), x.grad);
        using (no_grad())
        {
            Assert.False(StraightThrough.Pass(x, static value => value.round()).requires_grad);
        }
    }

    private static NetworkGraph Quantize(bool perChannel) =>
        GraphQuantization.Quantize(_plain, _ =>
            new(new WeightQuantizer(8, perChannel), new AffineQuantizer(8), new AffineQuantizer(8))
        );

    private static GraphModule Quantizer(float lo, float hi)
    {
        using var scope = NewDisposeScope();
        var graph = new GraphBuilder(1).Add("q", new AffineQuantizer(8)).Build();
        return new GraphModule(graph, new Dictionary<string, Tensor> { ["q.range"] = tensor([lo, hi]) });
    }
}
