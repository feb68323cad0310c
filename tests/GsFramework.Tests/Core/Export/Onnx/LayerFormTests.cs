using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Graph.Onnx;
using GsFramework.Models.Features;
using GsFramework.Models.Layers;
using GsFramework.Tests.Graph;
using GsFramework.Tests.Host;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Export.Onnx;

public class LayerFormTests
{
    // Of those that are no number for some inputs the others are enough.
    private static readonly ActivationFunction[] _functions =
    [
        .. Enum.GetValues<ActivationFunction>()
            .Except([ActivationFunction.Log, ActivationFunction.Sqrt, ActivationFunction.Reciprocal]),
    ];

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
                Bias: random.Next(2) == 0,
                Dilation: random.Next(1, 3),
                KernelWidth: random.Next(2) == 0 ? null : random.Next(1, 4),
                Fixed: random.Next(2) == 0
            );
        },
        ["conv-transpose2d"] = static random =>
        {
            var stride = random.Next(1, 4);
            var isDepthwise = random.Next(2) == 0;
            return new ConvTranspose2d(
                6,
                isDepthwise ? 6 : 5,
                random.Next(2, 5),
                stride,
                random.Next(2),
                random.Next(stride),
                Bias: random.Next(2) == 0,
                Groups: isDepthwise ? 6 : 1,
                Fixed: random.Next(2) == 0
            );
        },
        ["instance-norm2d"] = static random => new InstanceNorm2d(
            6,
            Affine: random.Next(2) == 0,
            Epsilon: random.Next(2) == 0 ? 1e-5 : 1e-3
        ),
        ["batch-norm2d"] = static random => new BatchNorm2d(6, Epsilon: random.Next(2) == 0 ? 1e-5 : 1e-3),
        ["activation"] = static random => new Activation(
            _functions[random.Next(_functions.Length)],
            Slope: 0.2
        ),
        ["padding2d"] = static random => new Padding2d(
            (PaddingKind)random.Next(4),
            random.Next(4),
            random.Next(4),
            random.Next(4),
            random.Next(4)
        ),
        ["depth-to-space"] = static random => new DepthToSpace(Factor: 1),
        ["row-shuffle"] = static _ => new RowShuffle(6, Factor: 1),
        ["global-average-pool"] = static _ => new GlobalAveragePool(),
        ["max-pool2d"] = static random =>
            random.Next(2, 4) is var side ? new MaxPool2d(side, random.Next(1, 4), random.Next(side / 2 + 1)) : null!,
        ["channel-shift"] = static _ => new ChannelShift(6),
        ["clamp-quantizer"] = static random => new ClampQuantizer(random.Next(2, 9), Max: 1.5),
        ["affine-quantizer"] = static random => new AffineQuantizer(random.Next(2, 9)),
        ["inner-average-pool"] = static _ => new InnerAveragePool(),
        ["blur-downsample"] = static _ => new BlurDownsample(6),
        ["blur-upsample"] = static _ => new BlurUpsample(6),
        ["channel-scale"] = static _ => new ChannelScale(6),
        ["channel-select"] = static random =>
            random.Next(2) == 0
                ? ChannelSelect.Slice(6, random.Next(3), random.Next(1, 4))
                : new ChannelSelect(6, [.. Enumerable.Range(0, 4).Select(_ => random.Next(6))]),
        ["constant-channels"] = static random => new ConstantChannels(random.Next(1, 4)),
        ["linear-map"] = static random => new LinearMap(random.NextDouble(), random.Next(2) * 0.3),
        ["clip"] = static random =>
            random.Next(3) switch
            {
                0 => new Clip(-0.5, null),
                1 => new Clip(null, 0.3),
                _ => new Clip(-0.2, 0.4),
            },
        ["parametric-relu"] = static _ => new ParametricRelu(6),
        ["group-norm"] = static random => new GroupNorm(
            6,
            new[] { 1, 2, 3, 6 }[random.Next(4)],
            Affine: random.Next(2) == 0
        ),
        ["channel-norm"] = static random => new ChannelNorm(6, Affine: random.Next(2) == 0),
        ["space-to-depth"] = static _ => new SpaceToDepth(Factor: 1),
        ["average-pool2d"] = static random =>
            random.Next(2, 4) is var side
                ? new AveragePool2d(side, random.Next(1, 4), random.Next(side / 2 + 1), random.Next(2) == 0)
                : null!,
        ["crop2d"] = static random => new Crop2d(random.Next(2), random.Next(2), random.Next(2), random.Next(2)),
        ["resize"] = static random => new Resize(
            new[] { 0.5, 1, 1.5, 2, 3 }[random.Next(5)],
            new[] { 0.75, 1, 2, 2.5 }[random.Next(4)],
            (Interpolation)random.Next(3),
            (PixelPlaces)random.Next(3),
            (NearestRounding)random.Next(4)
        ),
    };

    // Those with two inputs are tested below.
    private static readonly string[] _joining = ["add", "concat", "multiply", "fit-to", "expand-to"];

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

    [Theory]
    [InlineData(FitPlace.End)]
    [InlineData(FitPlace.Center)]
    public void Layers_that_take_the_size_of_another_compute_the_same(FitPlace place)
    {
        foreach (var padding in new[] { 0, 1, 2 })
        {
            var graph = new GraphBuilder(6)
                .Add("small", new AveragePool2d(2, 2))
                .Add("large", new Conv2d(6, 6, 3, Padding: padding), NetworkGraph.InputName)
                .Add("up", new Resize(1, 1, Interpolation.Linear, PixelPlaces.HalfPixel), "small", "large")
                .Add("cut", new FitTo(place), NetworkGraph.InputName, "small")
                .Add("padded", new FitTo(place), "cut", "large")
                .Add("mean", new GlobalAveragePool(), "large")
                .Add("spread", new ExpandTo(), "mean", "large")
                .Add("sum", new Add(), "up", "padded", "spread")
                .Build();
            using var weights = Networks.RandomWeights(graph, seed: 1);
            using var image = Image(6, 9, 11, seed: 1);

            OnnxAssert.ComputesTheSame(graph, weights, image);
        }
    }

    [Fact]
    public void Products_with_maps_and_with_factors_for_channels_and_pixels_compute_the_same()
    {
        var graph = new GraphBuilder(6)
            .Add("map", new Conv2d(6, 6, 3, Padding: 1))
            .Add("square", new Multiply(), "map", NetworkGraph.InputName)
            .Add("mean", new GlobalAveragePool(), "map")
            .Add("gated", new Multiply(), "square", "mean")
            .Add("place", new Conv2d(6, 1, 1), "map")
            .Add("attended", new Multiply(), "gated", "place")
            .Build();
        using var weights = Networks.RandomWeights(graph, seed: 1);
        using var image = Image(6, 5, 7, seed: 1);

        OnnxAssert.ComputesTheSame(graph, weights, image);
    }

    [Theory]
    [InlineData(1, 2, 5)]
    [InlineData(3, 2, 7)]
    [InlineData(2, 3, 4)]
    public void Channels_become_blocks_of_pixels_in_the_same_order_in_one_input_and_in_one_for_each_row(
        int channels,
        int factor,
        int width
    )
    {
        var all = channels * factor * factor;
        var whole = new GraphBuilder(all).Add("pixels", new RowShuffle(channels, factor)).Build();
        var divided = new GraphBuilder(all);
        foreach (var row in Enumerable.Range(0, factor))
        {
            divided.Add(
                $"row{row}",
                ChannelSelect.Slice(all, row * channels * factor, channels * factor),
                NetworkGraph.InputName
            );
        }

        var rows = divided
            .Add(
                "pixels",
                new RowShuffle(channels, factor),
                [.. Enumerable.Range(0, factor).Select(static row => $"row{row}")]
            )
            .Build();
        using var weights = Networks.RandomWeights(rows, seed: 1);
        using var image = Image(all, 6, width, seed: 1);

        OnnxAssert.ComputesTheSame(whole, weights, image, tolerance: 0);
        OnnxAssert.ComputesTheSame(rows, weights, image, tolerance: 0);
        Networks.AssertEqual(whole, weights, rows, weights, image);

        // PyTorch's shuffle of the same channels in its order.
        var ordered = image
            .reshape(2, factor * factor, channels, 6, width)
            .transpose(1, 2)
            .reshape(2, all, 6, width);
        TensorAssert.Same(nn.functional.pixel_shuffle(ordered, factor), Networks.Run(whole, weights, image));
    }

    [Fact]
    public void Blocks_of_pixels_become_channels_in_the_same_order()
    {
        var graph = new GraphBuilder(6).Add("blocks", new SpaceToDepth(Factor: 2)).Build();
        using var weights = Networks.RandomWeights(graph, seed: 1);
        using var image = Image(6, 6, 8, seed: 1);

        OnnxAssert.ComputesTheSame(graph, weights, image, tolerance: 0);
    }

    [Fact]
    public void Every_built_in_kind_is_tested() =>
        Assert.Empty(LayerKind.BuiltIn.Select(static kind => kind.Name).Except([.. _layers.Keys, .. _joining]));

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
