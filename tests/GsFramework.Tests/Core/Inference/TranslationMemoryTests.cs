using GsFramework.Core.Data;
using GsFramework.Core.Inference;
using GsFramework.Core.Interchange;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Tests.Graph;

namespace GsFramework.Tests.Core.Inference;

public sealed class TranslationMemoryTests : IDisposable
{
    private const long Gigabyte = 1L << 30;

    private readonly GraphNetwork _network;

    public TranslationMemoryTests()
    {
        var graph = Networks.CycleGan(width: 16, blocks: 1);
        using var weights = GraphWeights.Initialize(graph, 1);
        _network = new GraphNetwork(new LoadedModel(graph, weights));
    }

    public void Dispose() => _network.Dispose();

    [Fact]
    public void An_image_that_fits_passes() =>
        TranslationMemory.Check(_network, "a.png", new ImageSize(3000, 4000), Tiling.Of(1024), Gigabyte);

    [Fact]
    public void An_image_larger_than_the_memory_is_refused_before_it_is_decoded()
    {
        var fault = Assert.Throws<UnreadableImageException>(() =>
            TranslationMemory.Check(_network, "a.png", new ImageSize(10_000, 9_000), Tiling.Of(1024), Gigabyte)
        );

        Assert.Contains("'a.png' has 10000x9000 pixels", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Scale it down", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tile_larger_than_the_memory_is_refused_with_the_option_that_helps()
    {
        var fault = Assert.Throws<UnreadableImageException>(() =>
            TranslationMemory.Check(_network, "a.png", new ImageSize(3000, 4000), Tiling.Of(4096), Gigabyte)
        );

        Assert.Contains("smaller --tile", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_that_is_too_large_is_refused_though_the_input_is_not()
    {
        using var network = Doubling();

        TranslationMemory.Check(network, "a.png", new ImageSize(3000, 4000), Tiling.Of(512), Gigabyte);
        TranslationMemory.Check(_network, "a.png", new ImageSize(5000, 6000), Tiling.Of(512), 2 * Gigabyte);
        var fault = Assert.Throws<UnreadableImageException>(() =>
            TranslationMemory.Check(network, "a.png", new ImageSize(5000, 6000), Tiling.Of(512), Gigabyte)
        );

        Assert.Contains("Scale it down", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_of_more_pixels_than_an_array_holds_is_refused_however_much_memory_there_is()
    {
        using var network = Doubling();

        var fault = Assert.Throws<UnreadableImageException>(() =>
            TranslationMemory.Check(network, "a.png", new ImageSize(10_000, 20_000), Tiling.Of(512), long.MaxValue)
        );

        Assert.Contains("would become 20000x40000 pixels", fault.Message, StringComparison.Ordinal);
    }

    private static GraphNetwork Doubling()
    {
        var graph = new GraphBuilder(3)
            .Add("conv", new Conv2d(3, 12, KernelSize: 3, Padding: 1))
            .Add("shuffle", new DepthToSpace(2))
            .Build();
        using var weights = GraphWeights.Initialize(graph, 1);
        return new GraphNetwork(new LoadedModel(graph, weights));
    }

    [Fact]
    public void The_free_memory_is_known()
    {
        Assert.InRange(WorkingMemory.Free(), 1L << 20, long.MaxValue);
    }
}
