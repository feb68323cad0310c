using GsFramework.Graph;
using GsFramework.Models.Layers;
using GsFramework.Tests.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Plugins.Models.Layers;

public sealed class BlurTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Every_second_pixel_is_the_blurred_one_of_the_mirrored_image()
    {
        var x = arange(16, dtype: float32).square().reshape(1, 1, 4, 4);

        var y = Run(new BlurDownsample(1), x);

        // At the corner the neighbours on both sides are the same pixel: [1, 0, 1] by [4, 0, 4], and so on.
        var corner = ((4 * 0) + (4 * 1) + (4 * 16) + (4 * 25)) / 16f;
        Assert.Equal([1, 1, 2, 2], y.shape);
        Assert.Equal(corner, y[0, 0, 0, 0].item<float>());
        int[] taps = [1, 2, 1];
        var inner = Enumerable
            .Range(0, 9)
            .Sum(i => taps[i / 3] * taps[i % 3] * Square(((1 + (i / 3)) * 4) + 1 + (i % 3)));
        Assert.Equal(inner / 16f, y[0, 0, 1, 1].item<float>());
    }

    [Theory]
    [InlineData(4, 6)]
    [InlineData(1, 3)]
    public void Doubling_is_the_bilinear_one(int height, int width)
    {
        var x = rand(2, 3, height, width);

        var y = Run(new BlurUpsample(3), x);

        var bilinear = nn.functional.interpolate(
            x,
            scale_factor: [2, 2],
            mode: InterpolationMode.Bilinear,
            align_corners: false
        );
        Assert.Equal([2, 3, 2 * height, 2 * width], y.shape);
        Assert.True((y - bilinear).abs().max().item<float>() < 1e-6);
    }

    [Theory]
    [InlineData(7, 8)]
    [InlineData(2, 5)]
    public void A_plain_image_stays_plain(int height, int width)
    {
        var plain = full([1, 2, height, width], 0.75f);

        TensorAssert.Same(
            full([1, 2, (height + 1) / 2, (width + 1) / 2], 0.75f),
            Run(new BlurDownsample(2), plain)
        );
        TensorAssert.Same(full([1, 2, 2 * height, 2 * width], 0.75f), Run(new BlurUpsample(2), plain));
    }

    [Fact]
    public void An_image_that_cannot_be_mirrored_is_refused() =>
        Assert.Contains(
            "too small to be mirrored",
            Assert
                .Throws<GraphException>(static () => new BlurDownsample(2).OutputShape([new FeatureShape(2, 1, 8)]))
                .Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Filters_are_stored_and_neither_trained_nor_counted(bool doubles)
    {
        Layer layer = doubles ? new BlurUpsample(3) : new BlurDownsample(3);
        var graph = new GraphBuilder(3).Add("blur", layer).Build();
        using var weights = GraphWeights.Initialize(graph, 1);
        using var network = new GraphModule(graph, weights);

        Assert.Equal(["blur.filt"], weights.Keys);
        Assert.Empty(network.parameters());
        Assert.Equal(0, GraphCost.Of(graph, ImageSize.Square(8)).Parameters);
    }

    private static float Square(int value) => value * value;

    private static Tensor Run(Layer layer, Tensor x)
    {
        using var noGrad = no_grad();
        var graph = new GraphBuilder((int)x.shape[1]).Add("blur", layer).Build();
        using var weights = GraphWeights.Initialize(graph, 1);
        using var network = new GraphModule(graph, weights);
        return network.forward(x);
    }
}
