using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Interchange;
using GsFramework.Core.Interchange.Onnx.Messages;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Tests.Graph;
using GsFramework.Tests.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Export.Onnx;

public sealed class RowFormTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    public static TheoryData<int, int, int, int, int> Windows =>
        new()
        {
            // kernel, stride, padding, output padding, channels
            { 3, 2, 1, 1, 9 },
            { 3, 2, 1, 1, 1 },
            { 4, 2, 1, 0, 8 },
            { 5, 2, 2, 1, 11 },
            { 2, 2, 0, 0, 8 },
            { 1, 2, 0, 1, 8 },
            { 3, 3, 0, 0, 6 },
            { 5, 3, 1, 0, 7 },
        };

    [Theory]
    [MemberData(nameof(Windows))]
    public void A_transposed_convolution_computes_the_same_to_the_bit(
        int kernel,
        int stride,
        int padding,
        int outputPadding,
        int channels
    )
    {
        using var model = Observed(
            new GraphBuilder(3)
                .Add("up", new ConvTranspose2d(3, channels, kernel, stride, padding, outputPadding))
                .Add("norm", new InstanceNorm2d(channels, Affine: true))
                .Add("relu", new Activation(ActivationFunction.Relu))
                .Add("last", new Conv2d(channels, 2, 3, Padding: 1))
                .Build()
        );
        using var form = IntegerForm.Of(model);
        using var image = cat([Image(11, 17, seed: 2), Image(11, 17, seed: 3)]);

        Assert.Contains(form.Graph.Nodes, static node => node.Layer is RowShuffle);
        var expected = Networks.Run(model.Graph, model.Weights, image);
        TensorAssert.Same(expected, Networks.Run(form.Graph, form.Weights, image));
        TensorAssert.Same(expected, OnnxAssert.Run(form.Graph, form.Weights, image));
    }

    [Fact]
    public void The_upsampling_of_the_generators_has_12_weights_of_16_and_no_padding_of_its_own()
    {
        using var model = Observed(
            new GraphBuilder(3)
                .Add("up", new ConvTranspose2d(3, 8, 3, Stride: 2, Padding: 1, OutputPadding: 1))
                .Build()
        );
        using var form = IntegerForm.Of(model);

        Assert.Equal(
            [(1, 2), (2, 2)],
            form.Graph.Nodes.Select(static node => node.Layer)
                .OfType<Conv2d>()
                .Select(static layer => (layer.KernelSize, layer.KernelWidth ?? layer.KernelSize))
        );
        Assert.DoesNotContain(File(form).Node, static node => node.OpType == "Pad");
        Assert.Equal(
            [[0, 0, 0, 1], [0, 0, 1, 1]],
            File(form)
                .Node.Where(static node => node.OpType == "Conv")
                .Select(static node => node.Attribute.Single(static one => one.Name == "pads").Ints.ToArray())
        );
    }

    [Fact]
    public void Rows_of_few_channels_stay_together()
    {
        using var model = Observed(
            new GraphBuilder(3)
                .Add("up", new ConvTranspose2d(3, 2, 3, Stride: 2, Padding: 1, OutputPadding: 1))
                .Build()
        );
        using var convolutions = SubPixelForm.Of(model);
        using var form = RowForm.Of(
            convolutions with { Graph = IntegerForm.QuantizersFirst(convolutions.Graph) }
        );

        Assert.Single(form.Graph.Nodes, static node => node.Layer is Conv2d);
        using var image = Image(9, 8, seed: 1);
        TensorAssert.Same(
            Networks.Run(model.Graph, model.Weights, image),
            Networks.Run(form.Graph, form.Weights, image)
        );
    }

    [Theory]
    [InlineData(4)]
    [InlineData(2)]
    public void Copies_of_a_kernel_that_are_moved_within_blocks_take_the_bytes_of_one(int factor)
    {
        var one = randint(-127, 128, [3, 40, 7, 7]).to(ScalarType.Int8);
        var all = new ShiftedKernels(one, factor).All();

        var found = ShiftedKernels.Of(all);

        Assert.Equal(factor, found?.Factor);
        TensorAssert.Same(one.to(float32), found!.Kernel.to(float32));
        all[^1, 0, ^1, ^1] = 0;
        Assert.Null(ShiftedKernels.Of(all));
        Assert.Null(ShiftedKernels.Of(one));
    }

    private static GraphProto File(LoadedModel form) =>
        ModelProto
            .Parser.ParseFrom(OnnxModel.ToBytes(form.Graph, form.Weights, new OnnxShape(), OnnxAssert.Card))
            .Graph;

    private static LoadedModel Observed(NetworkGraph plain)
    {
        using var noGrad = no_grad();
        var graph = GraphQuantization.Quantize(plain, static _ => new(
            new WeightQuantizer(8, PerChannel: true),
            new AffineQuantizer(8),
            new AffineQuantizer(8)
        ));
        using var fresh = Networks.RandomWeights(graph, seed: 5);
        foreach (var name in fresh.Keys.Where(static name => name.EndsWith(".range", StringComparison.Ordinal)))
        {
            fresh[name].zero_();
        }

        using var module = new GraphModule(graph, fresh) { Observing = true };
        module.eval();
        module.forward(Image(12, 12, seed: 7)).Dispose();
        var weights = module.CopyWeights();
        return new LoadedModel(GraphQuantization.FreezeScales(graph, weights), weights);
    }

    private static Tensor Image(int height, int width, int seed)
    {
        using var generator = new Generator((ulong)seed, CPU);
        return (rand([1, 3, height, width], generator: generator) * 2) - 1;
    }
}
