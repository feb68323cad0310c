using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Tests.Graph;
using GsFramework.Tests.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Export.Onnx;

public sealed class IntegerFormTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_transposed_convolution_is_a_convolution_and_a_shuffle_exactly()
    {
        var lowered = 0;
        foreach (
            var (kernel, stride, padding, output) in from kernel in Enumerable.Range(1, 5)
                                                     from stride in Enumerable.Range(1, 3)
                                                     from padding in Enumerable.Range(0, 3)
                                                     from output in Enumerable.Range(0, stride)
                                                     select (kernel, stride, padding, output)
        )
        {
            var graph = new GraphBuilder(3)
                .Add("up", new ConvTranspose2d(3, 4, kernel, stride, padding, output, Bias: kernel % 2 == 0))
                .Build();
            using var model = new LoadedModel(graph, Networks.RandomWeights(graph, seed: kernel));
            using var form = SubPixelForm.Of(model);
            using var image = Networks.Image(9, seed: 1);
            lowered += form.Graph.Nodes.Any(static node => node.Layer is ConvTranspose2d) ? 0 : 1;

            Networks.AssertEqual(graph, model.Weights, form.Graph, form.Weights, image);
        }

        Assert.InRange(lowered, 25, 90);
    }

    [Fact]
    public void The_upsampling_of_the_generators_becomes_a_2x2_convolution()
    {
        var graph = new GraphBuilder(3)
            .Add("up", new ConvTranspose2d(3, 5, KernelSize: 3, Stride: 2, Padding: 1, OutputPadding: 1))
            .Build();
        using var model = new LoadedModel(graph, Networks.RandomWeights(graph, seed: 1));
        using var form = SubPixelForm.Of(model);

        Assert.Equal(
            [new Padding2d(PaddingKind.Zero, 0, 1, 0, 1), new Conv2d(3, 20, KernelSize: 2), new DepthToSpace(2)],
            form.Graph.Nodes.Select(static node => node.Layer)
        );
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(8, false)]
    [InlineData(5, true)]
    public void A_quantised_network_computes_the_same_to_the_bit_in_integer_form(int bits, bool perChannel)
    {
        using var model = Quantized(Networks.CycleGan(width: 6), bits, perChannel);
        using var form = IntegerForm.Of(model);
        using var image = Networks.Image(32, seed: 1);

        Assert.DoesNotContain(form.Graph.Nodes, node =>
            node.Layer is AffineQuantizer
            && form.Graph.Contains(node.Inputs[0])
            && form.Graph[node.Inputs[0]].Layer is Padding2d or DepthToSpace
        );
        TensorAssert.Same(
            Networks.Run(model.Graph, model.Weights, image),
            Networks.Run(form.Graph, form.Weights, image)
        );
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(8, false)]
    [InlineData(4, true)]
    public void What_is_exported_is_what_was_trained_to_the_bit_up_to_the_last_activation(int bits, bool perChannel)
    {
        using var model = Quantized(Networks.CycleGan(width: 6), bits, perChannel);
        using var form = IntegerForm.Of(model);
        using var image = Networks.Image(32, seed: 1);

        var difference = (
            Networks.Run(model.Graph, model.Weights, image) - OnnxAssert.Run(form.Graph, form.Weights, image)
        )
            .abs()
            .max();

        Assert.InRange(difference.item<float>(), 0, 1e-6f);
    }

    [Fact]
    public void Convolutions_that_follow_one_another_directly_share_a_quantiser_and_are_exported_to_the_bit()
    {
        using var model = Quantized(Networks.Cartoon(width: 6), bits: 8, perChannel: true);
        using var form = IntegerForm.Of(model);
        using var image = Networks.Image(32, seed: 1);

        var difference = (
            Networks.Run(model.Graph, model.Weights, image) - OnnxAssert.Run(form.Graph, form.Weights, image)
        )
            .abs()
            .max();

        Assert.DoesNotContain(model.Graph.Nodes, node =>
            node.Layer is AffineQuantizer
            && model.Graph.Contains(node.Inputs[0])
            && model.Graph[node.Inputs[0]].Layer is AffineQuantizer
        );
        Assert.InRange(difference.item<float>(), 0, 1e-6f);
    }

    [Fact]
    public void A_bias_that_its_integers_cannot_hold_is_kept()
    {
        // Next to no kernel, and a bias: s_x·s_w is so small that the bias would need more than 32 bits.
        var graph = GraphQuantization.Quantize(
            new GraphBuilder(3).Add("conv", new Conv2d(3, 2, KernelSize: 1)).Build(),
            static _ => new(new WeightQuantizer(8, PerChannel: true), new AffineQuantizer(8), new AffineQuantizer(8))
        );
        using var model = new LoadedModel(graph, Networks.RandomWeights(graph, seed: 1));
        model.Weights["conv.weight"].select(0, 0).mul_(1e-12f);
        model.Weights["conv.bias"].copy_(tensor(new[] { 1.5f, -0.5f }));
        using var form = IntegerForm.Of(model);
        using var image = Networks.Image(8, seed: 1);

        var output = OnnxAssert.Run(form.Graph, form.Weights, image);

        TensorAssert.Same(Networks.Run(model.Graph, model.Weights, image), output);
        Assert.Equal(1.5f, output.select(1, 0).mean().item<float>(), tolerance: 0.02f);
    }

    internal static LoadedModel Quantized(NetworkGraph plain, int bits, bool perChannel)
    {
        using var noGrad = no_grad();
        var graph = GraphQuantization.Quantize(plain, _ =>
            new(new WeightQuantizer(bits, perChannel), new AffineQuantizer(bits), new AffineQuantizer(bits))
        );
        using var fresh = Networks.RandomWeights(graph, seed: 5);
        foreach (var name in fresh.Keys.Where(static name => name.EndsWith(".range", StringComparison.Ordinal)))
        {
            fresh[name].zero_();
        }

        using var module = new GraphModule(graph, fresh) { Observing = true };
        module.eval();
        module.forward(Networks.Image(32, seed: 7)).Dispose();
        var weights = module.CopyWeights();
        return new LoadedModel(GraphQuantization.FreezeScales(graph, weights), weights);
    }
}
