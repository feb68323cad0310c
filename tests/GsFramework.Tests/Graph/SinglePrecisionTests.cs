using System.Runtime.Intrinsics.X86;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Models.Features;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Graph;

/// <summary>
/// Every kind of layer, between two convolutions of odd channels, against itself in float64: output and gradients. Sums
/// here have at most n = 1,000 products, so that fp32 is off by a few times sqrt(n)·2^-24 = 2e-6 in each of three
/// layers and in the norm of their gradients; a kernel that loses products is off by 1e-2 and more.
/// </summary>
public class SinglePrecisionTests
{
    private const double Tolerance = 1e-4;

    // bf16 has 8 bits: operands that it can hold and exact sums, of which the result is rounded by up to 2^-9. Without
    // AVX-512 libtorch does not give it to oneDNN, and its own kernels round parts of a sum too.
    private static readonly double _bfloat16Tolerance = Avx512F.IsSupported ? 1.0 / (1 << 8) : 1.0 / (1 << 6);

    private const int Side = 8;

    // Without sums, or tested with several inputs elsewhere.
    private static readonly string[] _others =
    [
        "add",
        "concat",
        "multiply",
        "fit-to",
        "expand-to",
        "constant-channels",
        "channel-norm",
    ];

    private static readonly int[] _channels = [1, 3, 5, 7, 9, 13, 17];
    private static readonly int[] _batches = [1, 2, 5];
    private static readonly WeightQuantizer _eightBits = new(8, PerChannel: true);

    private static readonly Dictionary<string, Func<Random, int, Layer>> _layers = new()
    {
        ["conv2d"] = static (random, channels) =>
            new Conv2d(
                channels,
                Odd(random),
                random.Next(1, 5),
                random.Next(1, 3),
                random.Next(3),
                Groups: 1,
                Coin(random)
            ),
        ["conv2d of groups"] = static (random, channels) =>
            new Conv2d(channels, channels * random.Next(1, 3), 3, random.Next(1, 3), 1, Groups: channels, Coin(random)),
        ["conv-transpose2d"] = static (random, channels) =>
            random.Next(1, 3) is var stride
                ? new ConvTranspose2d(
                    channels,
                    Odd(random),
                    random.Next(2, 5),
                    stride,
                    random.Next(2),
                    random.Next(stride),
                    Coin(random)
                )
                : null!,
        ["instance-norm2d"] = static (random, channels) => new InstanceNorm2d(channels, Affine: Coin(random)),
        ["batch-norm2d"] = static (random, channels) => new BatchNorm2d(channels),
        ["activation"] = static (random, _) => new Activation((ActivationFunction)random.Next(5), Slope: 0.2),
        ["padding2d"] = static (random, _) =>
            new Padding2d((PaddingKind)random.Next(2), random.Next(4), random.Next(4), random.Next(4), random.Next(4)),
        ["row-shuffle"] = static (_, channels) => new RowShuffle(channels, Factor: 1),
        ["depth-to-space"] = static (random, channels) => new DepthToSpace(Factor: channels % 3 == 0 ? 3 : 1),
        ["global-average-pool"] = static (_, _) => new GlobalAveragePool(),
        ["max-pool2d"] = static (random, _) =>
            random.Next(2, 4) is var side ? new MaxPool2d(side, random.Next(1, 4), random.Next((side / 2) + 1)) : null!,
        ["channel-shift"] = static (_, channels) => new ChannelShift(channels),
        ["channel-scale"] = static (_, channels) => new ChannelScale(channels),
        ["channel-select"] = static (random, channels) =>
            new ChannelSelect(channels, [random.Next(channels), random.Next(channels), random.Next(channels)]),
        ["linear-map"] = static (random, _) => new LinearMap(random.NextDouble(), random.Next(2)),
        ["clip"] = static (_, _) => new Clip(-0.5, 0.5),
        ["parametric-relu"] = static (_, channels) => new ParametricRelu(channels),
        ["group-norm"] = static (random, channels) =>
            new GroupNorm(channels, Coin(random) ? 1 : channels, Coin(random)),
        ["space-to-depth"] = static (_, _) => new SpaceToDepth(Factor: 1),
        ["average-pool2d"] = static (random, _) =>
            new AveragePool2d(3, random.Next(1, 3), random.Next(2), Coin(random)),
        ["crop2d"] = static (random, _) => new Crop2d(random.Next(2), random.Next(2), random.Next(2), random.Next(2)),
        ["resize"] = static (random, _) =>
            new Resize(2, 1.5, (Interpolation)random.Next(3), (PixelPlaces)random.Next(3)),
        ["inner-average-pool"] = static (_, _) => new InnerAveragePool(),
    };

    // Rounding is a step. These stand before all else and read values that lie well between two steps.
    private static readonly Dictionary<
        string,
        Func<Random, int, (Layer Layer, double Step, int Lowest, int Highest)>
    > _quantizers = new()
    {
        ["affine-quantizer"] = static (random, _) =>
            new AffineQuantizer(random.Next(2, 9)) is var layer && layer.Grid(Range()) is var (scale, zero)
                ? (layer, scale, -zero - 2, layer.IntegerMax - zero + 2)
                : default,
        ["clamp-quantizer"] = static (random, _) =>
            random.Next(2, 9) is var bits
                ? (new ClampQuantizer(bits, Max: 1.5), 1.5 / (1 << bits), -2, (1 << bits) + 2)
                : default,
    };

    public static TheoryData<string> Layers => [.. _layers.Keys];

    public static TheoryData<string> Quantizers => [.. _quantizers.Keys];

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_computes_what_it_computes_in_double_precision(string kind)
    {
        for (var seed = 0; seed < 8; seed++)
        {
            var random = new Random(seed);
            var (input, channels) = (
                Odd(random),
                kind == "depth-to-space" ? 9 * (seed % 2) + Odd(random) * 9 : Odd(random)
            );
            var graph = Between(input, new Conv2d(input, channels, 3, Padding: 1), _layers[kind](random, channels));
            Check(graph, Values(random, [_batches[seed % 3], input, Side, Side]), seed);
        }
    }

    [Fact]
    public void Layers_with_several_inputs_compute_what_they_compute_in_double_precision()
    {
        for (var seed = 0; seed < 8; seed++)
        {
            var random = new Random(seed);
            var (input, channels) = (Odd(random), Odd(random));
            var graph = new GraphBuilder(input)
                .Add("left", new Conv2d(input, channels, 3, Padding: 1))
                .Add("right", new Conv2d(input, channels, 1), NetworkGraph.InputName)
                .Add("sum", new Add(), "left", "right")
                .Add("all", new Concat(), "sum", "left", NetworkGraph.InputName)
                .Add("after", new Conv2d((2 * channels) + input, 5, 3))
                .Build();
            Check(graph, Values(random, [_batches[seed % 3], input, Side, Side]), seed);
        }
    }

    [Theory]
    [MemberData(nameof(Quantizers))]
    public void A_quantiser_takes_the_same_steps_in_double_precision(string kind)
    {
        for (var seed = 0; seed < 8; seed++)
        {
            var random = new Random(seed);
            var channels = Odd(random);
            var (layer, step, lowest, highest) = _quantizers[kind](random, channels);
            var graph = new GraphBuilder(channels).Add("layer", layer).Add("after", new Conv2d(channels, 5, 3)).Build();
            Check(graph, BetweenSteps(random, [_batches[seed % 3], channels, Side, Side], step, lowest, highest), seed);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_quantised_kernel_takes_the_same_steps_in_double_precision(bool isTransposed)
    {
        for (var seed = 0; seed < 8; seed++)
        {
            var random = new Random(seed);
            var (input, output) = (Odd(random), Odd(random));
            Layer layer = isTransposed
                ? new ConvTranspose2d(input, output, 3, Stride: 2, Padding: 1, OutputPadding: 1, Quantizer: _eightBits)
                : new Conv2d(input, output, 3, Padding: 1, Quantizer: _eightBits);
            var graph = new GraphBuilder(input).Add("layer", layer).Build();
            using var scope = NewDisposeScope();
            using var weights = Networks.RandomWeights(graph, seed);

            // The largest weight of each channel is 1, so that steps are 1/127.
            var kernel = BetweenSteps(random, weights["layer.weight"].shape, 1.0 / _eightBits.IntegerMax, -126, 126);
            kernel.select(isTransposed ? 0 : 1, 0).select(1, 1).select(1, 1).fill_(1);
            weights.Replace("layer.weight", kernel);
            RoundingErrors
                .Of(graph, weights, Values(random, [_batches[seed % 3], input, Side, Side]), training: true)
                .AssertAtMost(Tolerance, graph);
        }
    }

    [Fact]
    public void Ranges_follow_the_images_in_double_precision_too()
    {
        var graph = new GraphBuilder(3).Add("range", new AffineQuantizer(8)).Build();
        using var scope = NewDisposeScope();
        using var weights = GraphWeights.Initialize(graph, seed: 1);
        using var module = new GraphModule(graph, weights) { Observing = true };
        module.to(float64);
        var image = Networks.Image(Side, seed: 1).to(float64);

        module.forward(image);

        Assert.Equal(
            [image.min().item<double>(), image.max().item<double>()],
            module.Tensors["range.range"].data<double>().ToArray()
        );
    }

    [Theory]
    [InlineData("conv2d")]
    [InlineData("conv2d of groups")]
    [InlineData("conv-transpose2d")]
    public void A_convolution_in_bf16_is_off_by_the_rounding_of_its_result(string kind)
    {
        for (var seed = 0; seed < 12; seed++)
        {
            using var scope = NewDisposeScope();
            var random = new Random(seed);
            var channels = Odd(random);
            var graph = new GraphBuilder(channels).Add("layer", _layers[kind](random, channels)).Build();
            using var weights = Networks.RandomWeights(graph, seed);
            foreach (var (name, tensor) in weights.ToArray())
            {
                weights.Replace(name, tensor.to(bfloat16).to(float32));
            }

            var image = Values(random, [_batches[seed % 3], channels, Side, Side]).to(bfloat16).to(float32);
            RoundingErrors
                .Of(graph, weights, image, training: true, bfloat16: true)
                .AssertAtMost(_bfloat16Tolerance, graph);
        }
    }

    [Fact]
    public void Every_built_in_kind_is_tested() =>
        Assert.Empty(
            LayerKind
                .BuiltIn.Select(static kind => kind.Name)
                .Except([.. _layers.Keys, .. _quantizers.Keys, .. _others])
        );

    private static NetworkGraph Between(int input, Layer before, Layer layer)
    {
        var graph = new GraphBuilder(input).Add("before", before).Add("layer", layer);
        var channels = graph.Build().Shapes(ImageSize.Square(Side))["layer"].Channels;
        return graph.Add("after", new Conv2d(channels, 5, 1)).Build();
    }

    private static void Check(NetworkGraph graph, Tensor image, int seed)
    {
        using var scope = NewDisposeScope();
        using var weights = Networks.RandomWeights(graph, seed);
        foreach (var training in new[] { false, true })
        {
            RoundingErrors.Of(graph, weights, image, training).AssertAtMost(Tolerance, graph);
        }
    }

    private static int Odd(Random random) => _channels[random.Next(_channels.Length)];

    private static bool Coin(Random random) => random.Next(2) == 0;

    private static Tensor Range() => tensor([-2.1f, 3.3f]);

    private static Tensor Values(Random random, long[] shape) => Numbers(shape, () => (2 * random.NextDouble()) - 1);

    private static Tensor BetweenSteps(Random random, long[] shape, double step, int lowest, int highest) =>
        Numbers(shape, () => (random.Next(lowest, highest + 1) + (0.8 * random.NextDouble()) - 0.4) * step);

    private static Tensor Numbers(long[] shape, Func<double> next) =>
        tensor(
            Enumerable
                .Range(0, (int)shape.Aggregate(static (product, side) => product * side))
                .Select(_ => (float)next())
                .ToArray(),
            shape
        );
}
