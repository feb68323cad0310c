using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Tests.Graph;

public class ChannelMapTests
{
    [Fact]
    public void The_official_generator_has_thirteen_prunable_norms_with_2688_scales()
    {
        var graph = Networks.CycleGan(width: 64, blocks: 9);

        var norms = ChannelMap.Of(graph).PrunableNorms;

        string[] expected =
        [
            "model.2",
            "model.5",
            .. Enumerable.Range(10, 9).Select(static block => $"model.{block}.conv_block.2"),
            "model.20",
            "model.23",
        ];
        Assert.Equal(expected, norms);
        Assert.Equal(2688, norms.Sum(norm => ((InstanceNorm2d)graph[norm].Layer).ChannelCount));
    }

    [Fact]
    public void In_cartoongan_norms_before_the_trunk_and_in_it_are_not_prunable()
    {
        var norms = ChannelMap.Of(Networks.Cartoon(blocks: 2)).PrunableNorms;

        Assert.Equal(
            [
                "down_convs.1",
                "down_convs.5",
                "resnet_blocks.0.instance_norm1",
                "resnet_blocks.1.instance_norm1",
                "up_convs.2",
                "up_convs.6",
            ],
            norms
        );
    }

    [Fact]
    public void Quantisers_on_the_edges_change_nothing()
    {
        var graph = Networks.CycleGan();
        var quantized = GraphQuantization.Quantize(graph, static _ =>
            new(new WeightQuantizer(8, PerChannel: true), new AffineQuantizer(8), new AffineQuantizer(8))
        );

        Assert.Equal(ChannelMap.Of(graph).PrunableNorms, ChannelMap.Of(quantized).PrunableNorms);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void A_norm_before_a_biased_depthwise_convolution_cannot_silence_its_channels(bool bias, bool prunable)
    {
        var graph = new GraphBuilder(3)
            .Add("conv", new Conv2d(3, 4, KernelSize: 1))
            .Add("norm", new InstanceNorm2d(4, Affine: true))
            .Add("depthwise", new Conv2d(4, 4, KernelSize: 3, Padding: 1, Groups: 4, Bias: bias))
            .Add("out", new Conv2d(4, 3, KernelSize: 1))
            .Build();

        Assert.Equal(prunable ? ["norm"] : [], ChannelMap.Of(graph).PrunableNorms);
    }

    [Fact]
    public void A_norm_before_a_shift_cannot_silence_its_channels_whatever_the_shift_is()
    {
        var graph = new GraphBuilder(3)
            .Add("conv", new Conv2d(3, 4, KernelSize: 1))
            .Add("norm", new InstanceNorm2d(4, Affine: true))
            .Add("shift", new ChannelShift(4))
            .Add("out", new Conv2d(4, 3, KernelSize: 1))
            .Build();

        Assert.Empty(ChannelMap.Of(graph).PrunableNorms);
    }

    [Fact]
    public void A_sigmoid_makes_noise_of_silence()
    {
        var graph = new GraphBuilder(3)
            .Add("conv", new Conv2d(3, 4, KernelSize: 1))
            .Add("norm", new InstanceNorm2d(4, Affine: true))
            .Add("gate", new Activation(ActivationFunction.Sigmoid))
            .Add("out", new Conv2d(4, 3, KernelSize: 1))
            .Build();

        Assert.Empty(ChannelMap.Of(graph).PrunableNorms);
    }

    [Fact]
    public void Channels_of_the_images_are_frozen_and_a_norm_that_sees_them_is_not_prunable()
    {
        var map = ChannelMap.Of(
            new GraphBuilder(1)
                .Add("conv", new Conv2d(1, 3, KernelSize: 1))
                .Add("both", new Concat(), "conv", NetworkGraph.InputName)
                .Add("norm", new InstanceNorm2d(4, Affine: true))
                .Add("out", new Conv2d(4, 1, KernelSize: 1))
                .Build()
        );

        Assert.All(map.GroupsOf(NetworkGraph.InputName), group => Assert.True(map.IsFrozen(group)));
        Assert.All(map.GroupsOf("out"), group => Assert.True(map.IsFrozen(group)));
        Assert.All(map.GroupsOf("conv"), group => Assert.False(map.IsFrozen(group)));
        Assert.Empty(map.PrunableNorms);
    }

    [Fact]
    public void A_norm_is_not_prunable_where_its_channels_go_around_it_among_others()
    {
        var graph = new GraphBuilder(3)
            .Add("conv", new Conv2d(3, 4, KernelSize: 1))
            .Add("norm", new InstanceNorm2d(4, Affine: true))
            .Add("through", new Conv2d(4, 3, KernelSize: 1))
            .Add("other", new Conv2d(3, 2, KernelSize: 1), NetworkGraph.InputName)
            .Add("both", new Concat(), "conv", "other")
            .Add("around", new Conv2d(6, 3, KernelSize: 1))
            .Add("sum", new Add(), "through", "around")
            .Build();

        Assert.Empty(ChannelMap.Of(graph).PrunableNorms);
    }
}
