using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Data;
using GsFramework.Core.Inference;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Tests.Graph;
using TorchSharp;
using static TorchSharp.torch;
using LiveTensors = GsFramework.Tests.Plugins.LiveTensors;

namespace GsFramework.Tests.Core.Inference;

[Collection(nameof(LiveTensors))]
public sealed class TiledTranslationTests
{
    // Looks from no pixel further than 8 pixels: a quarter of this overlap.
    private const int Overlap = 32;

    [Theory]
    [InlineData(160, 120, 64)]
    [InlineData(97, 301, 80)]
    [InlineData(40, 500, 96)]
    public void Tiles_of_a_network_that_sees_less_than_the_overlap_make_the_same_image_as_the_whole(
        int height,
        int width,
        int tile
    )
    {
        using var network = Network(Convolutions());
        var image = Noise(height, width);

        var whole = TiledTranslation.Run(network, image, "a", Tiling.Of(1024));
        var tiled = TiledTranslation.Run(network, image, "a", new Tiling(tile, Overlap));

        Assert.Equal((height, width), (tiled.Height, tiled.Width));
        Assert.True(Difference(whole, tiled) <= 1, $"{Difference(whole, tiled)} of 255");
    }

    [Fact]
    public void Without_enough_overlap_the_seams_show()
    {
        using var network = Network(Convolutions());
        var image = Noise(160, 120);

        var whole = TiledTranslation.Run(network, image, "a", Tiling.Of(1024));
        var tiled = TiledTranslation.Run(network, image, "a", new Tiling(64, 0));

        Assert.True(Difference(whole, tiled) > 1);
    }

    [Fact]
    public void Tiles_with_norms_over_the_image_pass_into_one_another_without_seams()
    {
        using var network = Network(Networks.CycleGan(blocks: 1));
        var image = Smooth(160, 160);

        var tiled = TiledTranslation.Run(network, image, "a", new Tiling(96, 48));

        var whole = TiledTranslation.Run(network, image, "a", Tiling.Of(1024));
        Assert.True(LargestStep(tiled) < LargestStep(whole) + 12, $"{LargestStep(tiled)} against {LargestStep(whole)}");
    }

    [Fact]
    public void An_image_of_the_networks_own_sizes_is_not_padded()
    {
        using var network = Network(Networks.CycleGan(blocks: 1));
        var image = Noise(36, 44);

        var translated = TiledTranslation.Run(network, image, "a", Tiling.Of(1024));

        using var scope = NewDisposeScope();
        Assert.Equal(
            PixelImage.FromTensor(network.Run(image.ToTensor().unsqueeze(0)).squeeze(0)).Planes,
            translated.Planes
        );
        Assert.Equal((4, 8), (network.SizeMultiple, network.LeastSide));
    }

    [Fact]
    public void A_network_of_one_size_gets_tiles_of_that_size()
    {
        using var network = new OneSize(Network(Convolutions()), new ImageSize(64, 80));
        foreach (var (height, width) in new[] { (64, 80), (10, 20), (200, 81) })
        {
            var image = TiledTranslation.Run(network, Noise(height, width), "a", new Tiling(1024, 16));
            Assert.Equal((height, width), (image.Height, image.Width));
        }

        Assert.All(network.Sizes, static size => Assert.Equal(new ImageSize(64, 80), size));
    }

    [Fact]
    public void Tiles_are_counted_and_a_cancellation_ends_between_two()
    {
        using var network = Network(Convolutions());
        using var source = new CancellationTokenSource();
        var told = new List<(int, int)>();

        Assert.Throws<OperationCanceledException>(() =>
            TiledTranslation.Run(
                network,
                Noise(100, 100),
                "a",
                new Tiling(64, 0),
                (done, count) =>
                {
                    told.Add((done, count));
                    if (done == 3)
                    {
                        source.Cancel();
                    }
                },
                source.Token
            )
        );

        Assert.Equal([(1, 4), (2, 4), (3, 4)], told);
    }

    [Fact]
    public void Tiles_of_a_network_of_one_size_overlap_by_an_eighth_of_that_size()
    {
        using var network = new OneSize(Network(Networks.CycleGan(blocks: 1)), new ImageSize(64, 32));

        var (rows, columns) = Tiling.Of(1024).For(network, new ImageSize(120, 60));

        Assert.Equal((64, 32), (rows.Tile, columns.Tile));
        Assert.Equal((2, 2), (rows.Starts.Count, columns.Starts.Count));
    }

    [Fact]
    public void Tiles_that_do_not_suit_are_refused_with_what_to_change()
    {
        using var network = Network(Networks.CycleGan(blocks: 1));

        Assert.Contains("larger --tile", Refusal(new Tiling(6, 0)), StringComparison.Ordinal);
        Assert.Contains("at most 32", Refusal(new Tiling(64, 33)), StringComparison.Ordinal);

        string Refusal(Tiling tiling) =>
            Assert.Throws<UserException>(() => TiledTranslation.Run(network, Noise(80, 80), "a", tiling)).Message;
    }

    [Fact]
    public void What_is_no_number_is_refused_with_the_images_name()
    {
        using var scope = NewDisposeScope();
        var graph = Convolutions();
        using var weights = Networks.RandomWeights(graph, 1);
        weights["1.weight"].fill_(float.NaN);
        using var network = new GraphNetwork(new LoadedModel(graph, weights));

        var fault = Assert.Throws<UserException>(() =>
            TiledTranslation.Run(network, Noise(8, 8), "a.png", Tiling.Of(64))
        );

        Assert.Contains("'a.png'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_tiles_leave_no_tensors_behind()
    {
        using var network = Network(Convolutions());
        var image = Noise(100, 100);

        LiveTensors.StayConstant(_ => TiledTranslation.Run(network, image, "a", new Tiling(32, 8)), steps: 8);
    }

    private static NetworkGraph Convolutions() =>
        new GraphBuilder(3)
            .Add("0", Padding2d.Even(PaddingKind.Reflect, 1))
            .Add("1", new Conv2d(3, 6, KernelSize: 3))
            .Add("2", new Activation(ActivationFunction.Relu))
            .Add("3", new Conv2d(6, 8, KernelSize: 3, Stride: 2, Padding: 1))
            .Add("4", new Activation(ActivationFunction.Relu))
            .Add("5", new ConvTranspose2d(8, 6, KernelSize: 3, Stride: 2, Padding: 1, OutputPadding: 1))
            .Add("6", new Conv2d(6, 3, KernelSize: 3, Padding: 1))
            .Add("7", new Activation(ActivationFunction.Tanh))
            .Build();

    private static GraphNetwork Network(NetworkGraph graph)
    {
        using var weights = Networks.RandomWeights(graph, 1);
        return new GraphNetwork(new LoadedModel(graph, weights));
    }

    private static PixelImage Noise(int height, int width)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3, CPU);
        return PixelImage.FromTensor((rand([3, height, width], generator: random) * 2) - 1);
    }

    private static PixelImage Smooth(int height, int width)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3, CPU);
        return PixelImage.FromTensor(
            nn.functional.interpolate(
                (rand([1, 3, 4, 4], generator: random) * 2) - 1,
                [height, width],
                mode: InterpolationMode.Bicubic,
                align_corners: false
            )[0]
        );
    }

    private static int Difference(PixelImage a, PixelImage b) =>
        a.Planes.Zip(b.Planes, static (x, y) => Math.Abs(x - y)).Max();

    private static int LargestStep(PixelImage image) =>
        Enumerable
            .Range(0, image.Planes.Length - 1)
            .Where(at => (at + 1) % image.Width != 0)
            .Max(at => Math.Abs(image.Planes[at + 1] - image.Planes[at]));

    private sealed class OneSize(IImageNetwork inner, ImageSize size) : IImageNetwork
    {
        public List<ImageSize> Sizes { get; } = [];

        public int InputChannels => inner.InputChannels;

        public int OutputChannels => inner.OutputChannels;

        public SizeRatio Ratio => inner.Ratio;

        public int SizeMultiple => 1;

        public int LeastSide => 1;

        public ImageSize? FixedSize => size;

        public FeatureShape OutputShape(ImageSize size) => inner.OutputShape(size);

        public long? WorkingBytes(ImageSize size) => null;

        public Tensor Run(Tensor images)
        {
            Sizes.Add(new ImageSize((int)images.shape[2], (int)images.shape[3]));
            return inner.Run(images);
        }

        public void Dispose() => inner.Dispose();
    }
}
