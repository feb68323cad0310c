using GsFramework.ChannelPruning;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Plugins.ChannelPruning;

public class PrunableChannelsTests
{
    [Fact]
    public void Negative_scales_keep_their_sign_and_dead_ones_can_come_back()
    {
        using var generator = Live(
            new GraphBuilder(3)
                .Add("conv", new Conv2d(3, 4, KernelSize: 1))
                .Add("norm", new InstanceNorm2d(4, Affine: true))
                .Add("out", new Conv2d(4, 3, KernelSize: 1))
        );
        Set(generator, "norm", -0.5f, 0, 1, 2);
        var channels = new PrunableChannels(generator);
        Assert.Equal([-0.5f, 0, 1, 2], channels.Read());

        channels.Write([-0.25f, 0.125f, 0, 2], zeroShift: true);

        Assert.Equal([-0.25f, 0.125f, 0, 2], Get(generator, "norm"));
    }

    [Fact]
    public void Channels_that_depth_to_space_ties_have_a_scale_each_and_are_not_rounded_up()
    {
        using var generator = Live(
            new GraphBuilder(3)
                .Add("conv", new Conv2d(3, 8, KernelSize: 1))
                .Add("norm", new InstanceNorm2d(8, Affine: true))
                .Add("shuffle", new DepthToSpace(2))
                .Add("out", new Conv2d(2, 3, KernelSize: 1))
        );
        Set(generator, "norm", 1, 2, 3, 4, 5, 6, 7, 8);
        var channels = new PrunableChannels(generator);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], channels.Read());

        channels.Write([8, 7, 6, 5, 4, 3, 2, 1], zeroShift: true);
        var scales = new float[] { 1, 0, 0, 0, 0, 0, 0, 0 };
        new ChannelSelection(channels, ImageSize.Square(16), multiple: 8).RoundUp(scales, channels.Read());

        Assert.Equal([8, 7, 6, 5, 4, 3, 2, 1], Get(generator, "norm"));
        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 0], scales);
    }

    [Fact]
    public void Norms_that_see_a_trunk_in_another_order_are_read_and_written_in_it()
    {
        using var generator = Live(
            new GraphBuilder(3)
                .Add("a", new Conv2d(3, 1, KernelSize: 1))
                .Add("b", new Conv2d(3, 1, KernelSize: 1), NetworkGraph.InputName)
                .Add("c", new Conv2d(3, 2, KernelSize: 1), NetworkGraph.InputName)
                .Add("abc", new Concat(), "a", "b", "c")
                .Add("norm1", new InstanceNorm2d(4, Affine: true))
                .Add("back1", new Conv2d(4, 3, KernelSize: 1))
                .Add("bac", new Concat(), "b", "a", "c")
                .Add("norm2", new InstanceNorm2d(4, Affine: true))
                .Add("back2", new Conv2d(4, 3, KernelSize: 1))
                .Add("sum", new Add(), "back1", "back2")
                .Add("out", new Conv2d(3, 3, KernelSize: 1))
        );
        Set(generator, "norm1", 1, 2, 3, 4);
        Set(generator, "norm2", 6, 5, 7, 8);
        var channels = new PrunableChannels(generator, trunk: true);

        var read = channels.Read();
        channels.Write([.. read.Select(static value => value / 2)], zeroShift: true);

        Assert.Equal(2, Assert.Single(channels.Norms).Members.Count);
        Assert.Equal(
            new[] { (1, 5), (2, 6), (3, 7), (4, 8) }.Select(static pair =>
                MathF.Sqrt(((pair.Item1 * pair.Item1) + (pair.Item2 * pair.Item2)) / 2f)
            ),
            read,
            static (expected, actual) => Math.Abs(expected - actual) < 1e-5
        );
        Assert.Equal([3, 2.5f, 3.5f, 4], Get(generator, "norm2").Select(static value => MathF.Round(value, 5)));
    }

    [Fact]
    public void A_trunk_to_which_a_layer_without_a_scale_adds_stays()
    {
        using var generator = Live(
            new GraphBuilder(3)
                .Add("stem", new Conv2d(3, 4, KernelSize: 1))
                .Add("conv", new Conv2d(4, 4, KernelSize: 1))
                .Add("norm", new InstanceNorm2d(4, Affine: true))
                .Add("sum", new Add(), "stem", "norm")
                .Add("out", new Conv2d(4, 3, KernelSize: 1))
        );

        Assert.Empty(new PrunableChannels(generator, trunk: true).Norms);
    }

    [Fact]
    public void A_norm_that_sees_the_image_too_is_no_trunk()
    {
        using var generator = Live(
            new GraphBuilder(1)
                .Add("conv", new Conv2d(1, 3, KernelSize: 1))
                .Add("both", new Concat(), "conv", NetworkGraph.InputName)
                .Add("norm", new InstanceNorm2d(4, Affine: true))
                .Add("out", new Conv2d(4, 1, KernelSize: 1))
        );

        Assert.Empty(new PrunableChannels(generator, trunk: true).Norms);
    }

    private static GraphModule Live(GraphBuilder builder)
    {
        var graph = builder.Build();
        using var weights = GraphWeights.Initialize(graph, seed: 1);
        return new GraphModule(graph, weights);
    }

    private static void Set(GraphModule generator, string norm, params float[] scales)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        generator.Tensors[$"{norm}.weight"].copy_(tensor(scales));
    }

    private static float[] Get(GraphModule generator, string norm) =>
        generator.Tensors[$"{norm}.weight"].data<float>().ToArray();
}
