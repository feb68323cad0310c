using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Inference;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Tests.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Export.Onnx;

public class OnnxOpsetTests
{
    public static TheoryData<int> Opsets => [11, 12, 13, 14, 15, 18, 20, 21];

    [Theory]
    [MemberData(nameof(Opsets))]
    public void Networks_compute_the_same_with_operators_of_another_version(int opset)
    {
        for (var seed = 0; seed < 12; seed++)
        {
            using var scope = NewDisposeScope();
            var graph = RandomNetwork.Create(seed);
            using var weights = Networks.RandomWeights(graph, seed);

            AssertTheSame(graph, weights, new OnnxShape(), opset, Networks.Image(RandomNetwork.Side, seed));
        }
    }

    [Fact]
    public void What_old_versions_can_express_is_written_for_them()
    {
        var graph = new GraphBuilder(3)
            .Add("pad", Padding2d.Even(PaddingKind.Reflect, 1))
            .Add("conv", new Conv2d(3, 6, 3))
            .Add("norm", new InstanceNorm2d(6, Affine: true))
            .Add("clip", new Activation(ActivationFunction.Relu6))
            .Add("swish", new Activation(ActivationFunction.HardSwish))
            .Add("half", ChannelSelect.Slice(6, 1, 3))
            .Add("up", Resize.Nearest(2))
            .Add("group", new GroupNorm(3, 1))
            .Build();
        using var scope = NewDisposeScope();
        using var weights = Networks.RandomWeights(graph, seed: 1);

        AssertTheSame(graph, weights, new OnnxShape(), opset: 9, Networks.Image(12, seed: 1));
        AssertTheSame(graph, weights, new OnnxShape(), opset: 10, Networks.Image(12, seed: 1));
    }

    [Fact]
    public void A_node_that_needs_a_later_version_is_named()
    {
        var graph = new GraphBuilder(3).Add("middle.up", Resize.Bilinear(2)).Build();
        using var weights = Networks.RandomWeights(graph, seed: 1);

        var fault = Assert.Throws<GraphException>(() =>
            OnnxModel.ToBytes(graph, weights, new OnnxShape(), OnnxAssert.Card, opset: 9)
        );

        Assert.Contains("'middle.up/Resize' (Resize) needs opset 11", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Kernels_rounded_for_each_channel_need_opset_13()
    {
        var graph = new GraphBuilder(3)
            .Add("conv", new Conv2d(3, 6, 3, Quantizer: new WeightQuantizer(8, PerChannel: true)))
            .Build();
        using var scope = NewDisposeScope();
        using var weights = Networks.RandomWeights(graph, seed: 1);
        var frozen = GraphQuantization.FreezeScales(graph, weights);

        var fault = Assert.Throws<GraphException>(() =>
            OnnxModel.ToBytes(frozen, weights, new OnnxShape(), OnnxAssert.Card, opset: 12)
        );

        Assert.Contains("needs opset 13", fault.Message, StringComparison.Ordinal);
        AssertTheSame(frozen, weights, new OnnxShape(), opset: 13, Networks.Image(12, seed: 1));
    }

    private static void AssertTheSame(NetworkGraph graph, WeightSet weights, OnnxShape shape, int opset, Tensor image)
    {
        using var usual = OnnxAssert.Open(graph, weights, shape);
        using var other = OnnxNetwork.Open(
            OnnxModel.ToBytes(graph, weights, shape, OnnxAssert.Card, opset: opset),
            "test",
            new OnnxSettings { Threads = 1 }
        );
        using var scope = NewDisposeScope();
        var (expected, actual) = (usual.Run(image), other.Run(image));
        var difference = (expected - actual).abs().max().item<float>();
        Assert.True(
            difference <= 1e-4 * Math.Max(1, expected.abs().max().item<float>()),
            $"opset {opset}: the outputs differ by {difference} in\n{GraphJson.Write(graph)}"
        );
    }
}
