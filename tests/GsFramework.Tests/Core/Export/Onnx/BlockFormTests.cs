using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Tests.Graph;
using GsFramework.Tests.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Export.Onnx;

public sealed class BlockFormTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    public static TheoryData<int, int, int, int> Windows =>
        [
            .. from kernel in new[] { 5, 6, 7, 9 }
               from padding in new[] { 0, 2, 3 }
               from channels in new[] { 1, 3, 4 }
               from side in new[] { 24, 30 } // multiples of 4, and of 2 only
               select (kernel, padding, channels, side),
        ];

    [Theory]
    [MemberData(nameof(Windows))]
    public void A_convolution_to_few_channels_computes_the_same_in_blocks(
        int kernel,
        int padding,
        int channels,
        int side
    )
    {
        // Its output has that side.
        var input = side + kernel - 1 - (2 * padding);
        var graph = new GraphBuilder(5)
            .Add("last", new Conv2d(5, channels, kernel, Padding: padding, Bias: kernel % 2 == 0))
            .Build();
        using var model = new LoadedModel(graph, Networks.RandomWeights(graph, seed: kernel));
        using var form = BlockForm.Of(model, ImageSize.Square(input));

        var block = side % 4 == 0 ? 4 : 2;
        var outputs = Math.Max(channels * block * block, 16);
        Assert.Contains(form.Graph.Nodes, node => node.Layer is DepthToSpace { Factor: var factor } && factor == block);
        Assert.Contains(form.Graph.Nodes, node =>
            node.Layer is Conv2d { OutChannels: var count, Stride: var stride } && (count, stride) == (outputs, block)
        );
        Networks.AssertEqual(graph, model.Weights, form.Graph, form.Weights, rand(2, 5, input, input));
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(66, true)]
    [InlineData(65, false)]
    [InlineData(null, false)]
    public void A_block_has_to_divide_every_image_that_the_network_will_be_given(int? side, bool hasBlocks)
    {
        var graph = new GraphBuilder(3).Add("last", new Conv2d(3, 3, 7, Padding: 3)).Build();
        using var model = new LoadedModel(graph, Networks.RandomWeights(graph, seed: 1));

        using var form = BlockForm.Of(model, side is { } one ? ImageSize.Square(one) : null);

        Assert.Equal(hasBlocks, form.Graph.Nodes.Any(static node => node.Layer is DepthToSpace));
    }

    [Fact]
    public void Where_images_are_halved_and_doubled_again_blocks_divide_all_of_them()
    {
        var graph = Networks.CycleGan(width: 4, blocks: 1);
        using var model = new LoadedModel(graph, Networks.RandomWeights(graph, seed: 1));

        using var form = BlockForm.Of(model, size: null);

        Assert.Single(form.Graph.Nodes, static node => node.Layer is DepthToSpace);
        foreach (var side in new[] { 32, 33, 38 })
        {
            Networks.AssertEqual(graph, model.Weights, form.Graph, form.Weights, Networks.Image(side, seed: side));
        }
    }

    [Theory]
    [InlineData(7, 16)]
    [InlineData(3, 3)]
    public void Wide_layers_and_small_kernels_stay_as_they_are(int kernel, int channels)
    {
        var graph = new GraphBuilder(3).Add("conv", new Conv2d(3, channels, kernel)).Build();
        using var model = new LoadedModel(graph, Networks.RandomWeights(graph, seed: 1));

        using var form = BlockForm.Of(model, ImageSize.Square(32 + kernel - 1));

        Assert.Equal(GraphJson.Write(graph), GraphJson.Write(form.Graph));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_quantised_network_computes_the_same_to_the_bit(bool perChannel)
    {
        using var model = IntegerFormTests.Quantized(Networks.CycleGan(width: 6), bits: 8, perChannel);
        using var form = IntegerForm.Of(model, size: null);
        using var image = Networks.Image(32, seed: 1);

        Assert.Contains(form.Graph.Nodes, static node => node.Layer is Conv2d { OutChannels: 48, Stride: 4 });
        TensorAssert.Same(
            Networks.Run(model.Graph, model.Weights, image),
            Networks.Run(form.Graph, form.Weights, image)
        );
        var difference = Networks.Run(model.Graph, model.Weights, image)
            - OnnxAssert.Run(form.Graph, form.Weights, image);
        Assert.InRange(difference.abs().max().item<float>(), 0, 1e-6f);
    }
}
