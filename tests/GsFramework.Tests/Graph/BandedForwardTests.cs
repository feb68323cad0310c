using GsFramework.Graph;
using GsFramework.Graph.Bands;
using GsFramework.Graph.Layers;
using TorchSharp;
using static TorchSharp.torch;
using LiveTensors = GsFramework.Tests.Plugins.LiveTensors;

namespace GsFramework.Tests.Graph;

[Collection(nameof(LiveTensors))]
public sealed class BandedForwardTests
{
    private static readonly ImageSize _size = new(48, 20);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Bands_of_any_network_give_what_the_whole_image_gives(int seed)
    {
        var graph = RandomNetwork.Create(seed);
        using var weights = Networks.RandomWeights(graph, seed);
        AssertSame(graph, weights, new ImageSize(32, 24), rows: 1 + (seed % 7), inMemory: seed % 2 == 0);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(5, false)]
    [InlineData(48, true)]
    [InlineData(1000, false)]
    public void Bands_of_a_network_with_instance_norms_give_what_the_whole_image_gives(int rows, bool inMemory)
    {
        var graph = Networks.CycleGan();
        using var weights = Networks.RandomWeights(graph, 1);
        AssertSame(graph, weights, _size, rows, inMemory);
    }

    [Fact]
    public void A_gate_sees_the_mean_of_the_whole_image()
    {
        var graph = new GraphBuilder(3)
            .Add("conv", new Conv2d(3, 6, KernelSize: 3, Padding: 1))
            .Add("mean", new GlobalAveragePool())
            .Add("inner", new Conv2d(6, 6, KernelSize: 1))
            .Add("gate", new Activation(ActivationFunction.Sigmoid))
            .Add("gated", new Multiply(), "conv", "gate")
            .Add("output", new Conv2d(6, 3, KernelSize: 3, Padding: 1))
            .Build();
        using var weights = Networks.RandomWeights(graph, 1);
        AssertSame(graph, weights, _size, rows: 4, inMemory: true);
    }

    [Fact]
    public void A_norm_of_the_image_itself_is_told_the_moments_of_all_of_it()
    {
        var graph = new GraphBuilder(3)
            .Add("norm", new InstanceNorm2d(3, Affine: true))
            .Add("groups", new GroupNorm(3, Groups: 1))
            .Build();
        using var weights = Networks.RandomWeights(graph, 1);
        AssertSame(graph, weights, _size, rows: 4, inMemory: true);
    }

    [Fact]
    public void A_layer_that_reads_the_opposite_border_is_given_the_whole()
    {
        var graph = new GraphBuilder(3)
            .Add("pad", Padding2d.Even(PaddingKind.Circular, 2))
            .Add("conv", new Conv2d(3, 4, KernelSize: 5))
            .Add("large", Resize.Bilinear(2, alignCorners: true))
            .Add("norm", new InstanceNorm2d(4, Affine: true))
            .Build();
        using var weights = Networks.RandomWeights(graph, 1);

        AssertSame(graph, weights, _size, rows: 4, inMemory: false);
    }

    [Fact]
    public void Integers_are_those_of_the_whole_image_to_the_bit()
    {
        using var scope = NewDisposeScope();
        var plain = GraphQuantization.Quantize(
            Networks.CycleGan(),
            static _ => new(new WeightQuantizer(8, PerChannel: true), new AffineQuantizer(8), new AffineQuantizer(8))
        );
        using var random = Networks.RandomWeights(plain, 1);
        var graph = GraphQuantization.FreezeScales(plain, random);
        using var module = new GraphModule(graph, random) { Observing = true };
        module.eval();
        var image = Networks.Image(48, 2, batch: 1);
        module.forward(image);
        module.Observing = false;

        var bands = Banded(module, image, rows: 5, inMemory: true);

        using var noGrad = no_grad();
        Assert.Equal(0, (module.forward(image) - bands).abs().max().item<float>());
    }

    [Fact]
    public void Files_are_gone_afterwards_and_bands_leave_no_tensors_behind()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var graph = Networks.CycleGan();
            using var weights = Networks.RandomWeights(graph, 1);
            using var module = new GraphModule(graph, weights);
            module.eval();
            using var image = Networks.Image(48, 2, batch: 1);
            var most = 0;
            void Run() =>
                new BandedForward(module, new ImageSize(48, 48), new BandLimits(48 * 4, 0, folder)).Run(
                    (from, to) => image.narrow(2, from, to - from),
                    (_, _) => { },
                    _ => most = Math.Max(most, Directory.GetFiles(folder).Length)
                );

            Run();
            LiveTensors.StayConstant(_ => Run(), steps: 7);

            Assert.InRange(most, 1, 4);
            Assert.Empty(Directory.GetFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_report_ends_at_the_number_of_bands_and_a_cancellation_leaves_no_file()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var graph = Networks.CycleGan();
            using var weights = Networks.RandomWeights(graph, 1);
            using var module = new GraphModule(graph, weights);
            module.eval();
            using var image = Networks.Image(48, 2, batch: 1);
            using var source = new CancellationTokenSource();
            var forward = new BandedForward(module, new ImageSize(48, 48), new BandLimits(48 * 4, 0, folder));
            var last = 0;
            void Run(int most) =>
                forward.Run(
                    (from, to) => image.narrow(2, from, to - from),
                    (_, _) => { },
                    done =>
                    {
                        last = done;
                        if (done == most)
                        {
                            source.Cancel();
                        }
                    },
                    source.Token
                );

            Run(most: int.MaxValue);
            Assert.Equal(forward.Bands, last);
            Assert.Throws<OperationCanceledException>(() => Run(most: 20));
            Assert.Equal(20, last);
            Assert.Empty(Directory.GetFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Maps_of_a_deep_network_are_given_back_when_they_were_read()
    {
        static long Bytes(int blocks)
        {
            var graph = Networks.CycleGan(blocks: blocks);
            using var weights = Networks.RandomWeights(graph, 1);
            using var module = new GraphModule(graph, weights);
            return new BandedForward(module, _size, new BandLimits(100, 0, "")).MapBytes;
        }

        Assert.Equal(Bytes(blocks: 2), Bytes(blocks: 6));
    }

    private static void AssertSame(NetworkGraph graph, WeightSet weights, ImageSize size, int rows, bool inMemory)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var module = new GraphModule(graph, weights);
        module.eval();
        using var random = new Generator(7, CPU);
        var image = (rand([1, graph.InputChannels, size.Height, size.Width], generator: random) * 2) - 1;

        var whole = module.forward(image);
        var bands = Banded(module, image, rows, inMemory);

        Assert.Equal(whole.shape, bands.shape);
        var difference = (whole - bands).abs().max().item<float>();
        var scale = Math.Max(1, whole.abs().max().item<float>());
        Assert.True(difference <= 1e-4 * scale, $"{difference} of {scale}");
    }

    private static Tensor Banded(GraphModule module, Tensor image, int rows, bool inMemory)
    {
        using var scope = NewDisposeScope();
        var size = new ImageSize((int)image.shape[2], (int)image.shape[3]);
        var limits = new BandLimits(rows * size.Width, inMemory ? long.MaxValue : 0, Path.GetTempPath());
        var bands = new List<Tensor>();
        new BandedForward(module, size, limits).Run(
            (from, to) => image.narrow(2, from, to - from),
            (_, band) => bands.Add(band.clone().DetachFromDisposeScope())
        );
        var joined = cat(bands, 2);
        bands.ForEach(static band => band.Dispose());
        return joined.MoveToOuterDisposeScope();
    }
}
