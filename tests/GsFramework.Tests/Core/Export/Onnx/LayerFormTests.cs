using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Graph.Onnx;
using GsFramework.Models.Features;
using GsFramework.Models.Layers;
using GsFramework.Tests.Graph;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Export.Onnx;

public class LayerFormTests
{
    // Each kind with the parameters that say what it computes drawn again.
    private static readonly Dictionary<string, Func<Random, Layer>> _layers = new()
    {
        ["conv2d"] = static random =>
        {
            var groups = random.Next(3) switch
            {
                0 => 1,
                1 => 2,
                _ => 6,
            };
            return new Conv2d(
                6,
                6,
                random.Next(1, 5),
                random.Next(1, 4),
                random.Next(3),
                groups,
                Bias: random.Next(2) == 0
            );
        },
        ["conv-transpose2d"] = static random =>
        {
            var stride = random.Next(1, 4);
            return new ConvTranspose2d(
                6,
                5,
                random.Next(2, 5),
                stride,
                random.Next(2),
                random.Next(stride),
                Bias: random.Next(2) == 0
            );
        },
        ["instance-norm2d"] = static random => new InstanceNorm2d(
            6,
            Affine: random.Next(2) == 0,
            Epsilon: random.Next(2) == 0 ? 1e-5 : 1e-3
        ),
        ["batch-norm2d"] = static random => new BatchNorm2d(6, Epsilon: random.Next(2) == 0 ? 1e-5 : 1e-3),
        ["activation"] = static random => new Activation((ActivationFunction)random.Next(5), Slope: 0.2),
        ["padding2d"] = static random => new Padding2d(
            (PaddingKind)random.Next(2),
            random.Next(4),
            random.Next(4),
            random.Next(4),
            random.Next(4)
        ),
        ["depth-to-space"] = static random => new DepthToSpace(Factor: 1),
        ["global-average-pool"] = static _ => new GlobalAveragePool(),
        ["max-pool2d"] = static random =>
            random.Next(2, 4) is var side ? new MaxPool2d(side, random.Next(1, 4), random.Next(side / 2 + 1)) : null!,
        ["channel-shift"] = static _ => new ChannelShift(6),
        ["clamp-quantizer"] = static random => new ClampQuantizer(random.Next(2, 9), Max: 1.5),
        ["affine-quantizer"] = static random => new AffineQuantizer(random.Next(2, 9)),
        ["inner-average-pool"] = static _ => new InnerAveragePool(),
        ["blur-downsample"] = static _ => new BlurDownsample(6),
        ["blur-upsample"] = static _ => new BlurUpsample(6),
    };

    public static TheoryData<string> Kinds => [.. _layers.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_layer_computes_in_onnx_what_it_computes_in_the_framework(string kind)
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var random = new Random(seed);
            var graph = new GraphBuilder(6).Add("layer", _layers[kind](random)).Build();
            using var scope = NewDisposeScope();
            using var weights = Networks.RandomWeights(graph, seed);

            OnnxAssert.ComputesTheSame(graph, weights, Image(6, random.Next(5, 12), random.Next(5, 12), seed));
        }
    }

    [Fact]
    public void Layers_with_several_inputs_compute_the_same()
    {
        var graph = new GraphBuilder(6)
            .Add("left", new Activation(ActivationFunction.Tanh))
            .Add("right", new Activation(ActivationFunction.Relu), NetworkGraph.InputName)
            .Add("sum", new Add(), "left", "right", NetworkGraph.InputName)
            .Add("all", new Concat(), "sum", "left")
            .Add("shuffled", new DepthToSpace(Factor: 2))
            .Build();
        using var weights = Networks.RandomWeights(graph, seed: 1);
        using var image = Image(6, 5, 7, seed: 1);

        OnnxAssert.ComputesTheSame(graph, weights, image);
    }

    [Fact]
    public void Every_built_in_kind_is_tested() =>
        Assert.Empty(LayerKind.BuiltIn.Select(static kind => kind.Name).Except([.. _layers.Keys, "add", "concat"]));

    [Fact]
    public void A_range_that_was_never_observed_lets_everything_through()
    {
        var graph = new GraphBuilder(6).Add("range", new AffineQuantizer(8)).Build();
        using var weights = GraphWeights.Initialize(graph, seed: 1);
        using var image = Image(6, 5, 7, seed: 1);

        OnnxAssert.ComputesTheSame(graph, weights, image, tolerance: 0);
    }

    [Fact]
    public void A_layer_of_a_third_party_is_written_by_its_own_nodes()
    {
        var graph = new GraphBuilder(6).Add("soft", new Softplus()).Build();
        using var weights = new WeightSet();
        using var image = Image(6, 5, 7, seed: 1);

        OnnxAssert.ComputesTheSame(graph, weights, image);
    }

    [LayerKind("softplus")]
    private sealed record Softplus : Layer
    {
        public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) =>
            nn.functional.softplus(Single(inputs));

        public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes) =>
            new(nodes.Add("Softplus", [nodes.Float(Single(inputs))]));

        public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => Single(inputs);

        public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => Single(inputs);
    }

    private static Tensor Image(int channels, int height, int width, int seed)
    {
        using var generator = new Generator((ulong)seed, CPU);
        return (rand([2, channels, height, width], generator: generator) * 6) - 3;
    }
}
