using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Tests.Graph;
using GsFramework.Tests.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Export.Onnx;

public sealed class AlignedFormTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(5, 3, 0, true)]
    [InlineData(18, 3, 1, true)]
    [InlineData(21, 7, 0, false)]
    [InlineData(7, 5, 2, true)]
    public void Odd_channel_counts_and_few_input_channels_compute_the_same_to_the_bit(
        int width,
        int kernel,
        int padding,
        bool perChannel
    )
    {
        foreach (var inputs in new[] { 1, 2, 3, 4 })
        {
            var graph = new GraphBuilder(inputs)
                .Add("first", new Conv2d(inputs, width, kernel, Padding: padding))
                .Add("norm", new InstanceNorm2d(width, Affine: true))
                .Add("relu", new Activation(ActivationFunction.Relu))
                .Add("second", new Conv2d(width, width + 2, 3, Bias: false))
                .Add("norm2", new InstanceNorm2d(width + 2, Affine: false))
                .Add("last", new Conv2d(width + 2, 3, 1))
                .Build();
            var quantized = GraphQuantization.Quantize(graph, _ => new(
                new WeightQuantizer(8, perChannel),
                new AffineQuantizer(8),
                new AffineQuantizer(8)
            ));
            using var model = Observed(quantized, inputs);
            using var form = IntegerForm.Of(model);
            var image = Image(inputs, 24, 31, seed: 2);

            Assert.All(
                form.Graph.Nodes.Where(static node => node.Layer is Conv2d && node.Name != "last"),
                static node => Assert.Equal(0, ((Conv2d)node.Layer).InChannels % 4)
            );
            var expected = Networks.Run(model.Graph, model.Weights, image);
            TensorAssert.Same(expected, Networks.Run(form.Graph, form.Weights, image));
            TensorAssert.Same(expected, OnnxAssert.Run(form.Graph, form.Weights, image));
        }
    }

    [Fact]
    public void The_channels_of_a_residual_trunk_and_of_a_shuffle_are_filled_up_together()
    {
        using var model = IntegerFormTests.Quantized(Networks.CycleGan(width: 6), bits: 8, perChannel: true);
        using var form = IntegerForm.Of(model);

        Assert.All(
            form.Graph.Nodes.Select(static node => node.Layer).OfType<Conv2d>(),
            static layer =>
            {
                Assert.Equal(0, layer.InChannels % 4);
                Assert.Equal(0, layer.OutChannels % 4);
                Assert.InRange(layer.OutChannels, 16, int.MaxValue);
            }
        );
    }

    [Fact]
    public void Channels_of_zeros_take_no_bytes_in_the_file()
    {
        long Bytes(int channels)
        {
            var graph = new GraphBuilder(16)
                .Add("conv", new Conv2d(16, channels, 3, Quantizer: new WeightQuantizer(8, PerChannel: true)))
                .Build();
            using var weights = Networks.RandomWeights(graph, seed: 1);
            using var noGrad = no_grad();
            weights["conv.weight"].narrow(0, 16, channels - 16).zero_();
            return OnnxModel.ToBytes(graph, weights, new OnnxShape(), OnnxAssert.Card).Length;
        }

        Assert.InRange(Bytes(64) - Bytes(16), 0, 2000);
    }

    private static LoadedModel Observed(NetworkGraph graph, int channels)
    {
        using var fresh = Networks.RandomWeights(graph, seed: 5);
        using var noGrad = no_grad();
        foreach (var name in fresh.Keys.Where(static name => name.EndsWith(".range", StringComparison.Ordinal)))
        {
            fresh[name].zero_();
        }

        using var module = new GraphModule(graph, fresh) { Observing = true };
        module.eval();
        module.forward(Image(channels, 32, 32, seed: 7)).Dispose();
        var weights = module.CopyWeights();
        return new LoadedModel(GraphQuantization.FreezeScales(graph, weights), weights);
    }

    private static Tensor Image(int channels, int height, int width, int seed)
    {
        using var generator = new Generator((ulong)seed, CPU);
        return (rand([1, channels, height, width], generator: generator) * 2) - 1;
    }
}
