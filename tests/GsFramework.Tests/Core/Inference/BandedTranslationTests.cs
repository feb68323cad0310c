using GsFramework.Core.Data;
using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Inference;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Bands;
using GsFramework.Graph.Layers;
using GsFramework.Tests.Core.Export.Onnx;
using GsFramework.Tests.Graph;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Inference;

public sealed class BandedTranslationTests
{
    private static readonly Tiling _whole = Tiling.Of(1024);

    [Theory]
    [InlineData(160, 120, 64)]
    [InlineData(97, 301, 48)]
    [InlineData(203, 61, 32)]
    [InlineData(9, 700, 16)]
    public void An_image_of_any_size_becomes_what_the_network_makes_of_the_whole(int height, int width, int tile)
    {
        using var network = Network(Networks.CycleGan());
        var image = Shaded(height, width);

        var bands = ImageTranslation.Run(network, image, "a", Tiling.Of(tile));

        Assert.Equal(image.Size, bands.Size);
        Assert.NotNull(Tiling.Of(tile).InBands(network, image.Size));
        AssertClose(TiledTranslation.Run(network, image, "a", _whole), bands);
    }

    [Fact]
    public void Tiles_of_the_same_image_would_have_other_colors()
    {
        using var network = Network(Networks.CycleGan());
        var image = Shaded(160, 160);

        var whole = TiledTranslation.Run(network, image, "a", _whole);
        var tiles = TiledTranslation.Run(network, image, "a", Tiling.Of(64));

        Assert.True(Difference(whole, tiles) > 10, $"{Difference(whole, tiles)}");
    }

    [Fact]
    public void A_network_that_enlarges_joins_its_bands_at_the_size_of_the_output()
    {
        using var network = Network(
            new GraphBuilder(3)
                .Add("conv", new Conv2d(3, 12, KernelSize: 3, Padding: 1))
                .Add("norm", new InstanceNorm2d(12, Affine: true))
                .Add("pixels", new DepthToSpace(2))
                .Add("output", new Activation(ActivationFunction.Tanh))
                .Build()
        );
        var image = Shaded(75, 51);

        var bands = ImageTranslation.Run(network, image, "a", Tiling.Of(32));

        Assert.Equal(new ImageSize(150, 102), bands.Size);
        AssertClose(TiledTranslation.Run(network, image, "a", _whole), bands);
    }

    [Fact]
    public void Images_of_one_channel_and_networks_with_gates_are_translated_in_bands_too()
    {
        using var network = Network(
            new GraphBuilder(1)
                .Add("conv", new Conv2d(1, 4, KernelSize: 3, Padding: 1))
                .Add("mean", new GlobalAveragePool())
                .Add("gate", new Activation(ActivationFunction.Sigmoid))
                .Add("gated", new Multiply(), "conv", "gate")
                .Add("output", new Conv2d(4, 1, KernelSize: 3, Padding: 1))
                .Build()
        );
        using var scope = NewDisposeScope();
        var image = PixelImage.FromTensor(Shaded(90, 60).ToTensor().narrow(0, 0, 1));

        AssertClose(
            TiledTranslation.Run(network, image, "a", _whole),
            ImageTranslation.Run(network, image, "a", Tiling.Of(24))
        );
    }

    [Fact]
    public void Without_room_for_temporary_files_the_message_names_their_folder()
    {
        using var network = Network(Networks.CycleGan());
        var limits = new BandLimits(64 * 64, 0, Path.Combine(Path.GetTempPath(), "no", "such", "folder"));

        var fault = Assert.Throws<UserException>(() =>
            BandedTranslation.Run(network, Shaded(160, 120), "a.png", limits)
        );

        Assert.Contains("'a.png'", fault.Message, StringComparison.Ordinal);
        Assert.Contains(limits.Folder, fault.Message, StringComparison.Ordinal);
        Assert.Contains("TMPDIR", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_number_is_refused_with_the_images_name()
    {
        using var scope = NewDisposeScope();
        var graph = Networks.CycleGan();
        using var weights = Networks.RandomWeights(graph, 1);
        weights["model.1.weight"].fill_(float.NaN);
        using var network = new GraphNetwork(new LoadedModel(graph, weights));

        var fault = Assert.Throws<UserException>(() =>
            ImageTranslation.Run(network, Shaded(100, 100), "a.png", Tiling.Of(32))
        );

        Assert.Contains("'a.png'", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_onnx_file_with_norms_over_the_image_is_warned_of_in_tiles_and_not_in_one_piece(bool isInteger)
    {
        using var network = Exported(isInteger ? Quantized(Networks.CycleGan()) : Networks.CycleGan());
        var size = new ImageSize(140, 200);

        var warning = ImageTranslation.Warning(network, "a.onnx", "b.png", size, Tiling.Of(64));

        Assert.Contains("'b.png' has 140x200 pixels", warning, StringComparison.Ordinal);
        Assert.Contains("MODEL folder", warning, StringComparison.Ordinal);
        Assert.Contains("--tile 168", warning, StringComparison.Ordinal);
        Assert.Null(ImageTranslation.Warning(network, "a.onnx", "b.png", size, Tiling.Of(168)));
    }

    [Fact]
    public void An_onnx_file_without_such_norms_and_a_model_are_not_warned_of()
    {
        using var local = Exported(
            new GraphBuilder(3)
                .Add("conv", new Conv2d(3, 4, KernelSize: 3, Padding: 1))
                .Add("pixels", new ChannelNorm(4))
                .Add("output", new Conv2d(4, 3, KernelSize: 3, Padding: 1))
                .Build()
        );
        using var model = Network(Networks.CycleGan());
        var size = new ImageSize(140, 200);

        Assert.Null(ImageTranslation.Warning(local, "a.onnx", "b.png", size, Tiling.Of(64)));
        Assert.Null(ImageTranslation.Warning(model, "a", "b.png", size, Tiling.Of(64)));
    }

    private static GraphNetwork Network(NetworkGraph graph)
    {
        using var weights = Networks.RandomWeights(graph, 1);
        return new GraphNetwork(new LoadedModel(graph, weights));
    }

    private static OnnxImages Exported(NetworkGraph graph)
    {
        using var weights = Networks.RandomWeights(graph, 1);
        return new OnnxImages(OnnxAssert.Open(graph, weights, new OnnxShape()));
    }

    private static NetworkGraph Quantized(NetworkGraph graph) =>
        GraphQuantization.Quantize(
            graph,
            static _ => new(new WeightQuantizer(8, PerChannel: true), new AffineQuantizer(8), new AffineQuantizer(8))
        );

    // Dark on top and bright at the bottom, so that parts have other means than the whole.
    private static PixelImage Shaded(int height, int width)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3, CPU);
        var shade = linspace(-0.7, 0.7, height).reshape(1, height, 1);
        return PixelImage.FromTensor(shade + (rand([3, height, width], generator: random) * 0.6) - 0.3);
    }

    private static void AssertClose(PixelImage expected, PixelImage actual)
    {
        Assert.Equal(expected.Size, actual.Size);
        Assert.True(Difference(expected, actual) <= 1, $"{Difference(expected, actual)} of 255");
    }

    private static int Difference(PixelImage a, PixelImage b) =>
        a.Planes.Zip(b.Planes, static (x, y) => Math.Abs(x - y)).Max();
}
