using GsFramework.Graph;
using GsFramework.Graph.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Graph;

public class FoldedBranchTests
{
    [Fact]
    public void A_residual_block_without_channels_becomes_the_identity()
    {
        using var scope = NewDisposeScope();
        var graph = Networks.CycleGan(width: 2, blocks: 2);
        using var weights = Networks.RandomWeights(graph, seed: 1);
        Silence(weights, "model.10.conv_block.2");

        var (compact, left) = GraphPruning.Prune(graph, weights);
        using var owned = left;

        Assert.DoesNotContain(compact.Nodes, static node => node.Name.StartsWith("model.10", StringComparison.Ordinal));
        Assert.Contains(compact.Nodes, static node => node.Name == "model.11");
        Networks.AssertEqual(graph, weights, compact, left, Networks.Image(16, seed: 1));
    }

    [Fact]
    public void A_block_whose_last_norm_has_a_shift_becomes_that_shift()
    {
        using var scope = NewDisposeScope();
        var graph = Networks.Cartoon(width: 2, blocks: 2);
        using var weights = Networks.RandomWeights(graph, seed: 1);
        Silence(weights, "resnet_blocks.0.instance_norm1");

        var (compact, left) = GraphPruning.Prune(graph, weights);
        using var owned = left;

        Assert.Contains(compact.Nodes, static node =>
            node.Name == "resnet_blocks.0.shift" && node.Layer is ChannelShift
        );
        Assert.DoesNotContain(compact.Nodes, static node =>
            node.Name.StartsWith("resnet_blocks.0.conv", StringComparison.Ordinal)
        );
        Assert.Equal(
            weights["resnet_blocks.0.instance_norm2.bias"].data<float>(),
            left["resnet_blocks.0.shift.bias"].data<float>()
        );
        Networks.AssertEqual(graph, weights, compact, left, Networks.Image(16, seed: 1));
    }

    [Fact]
    public void A_block_at_the_very_end_may_vanish()
    {
        using var scope = NewDisposeScope();
        var graph = new GraphBuilder(3)
            .Add("stem", new Conv2d(3, 3, KernelSize: 1))
            .Add("pad", Padding2d.Even(PaddingKind.Reflect, 1))
            .Add("conv", new Conv2d(3, 4, KernelSize: 3))
            .Add("norm", new InstanceNorm2d(4, Affine: true))
            .Add("back", new Conv2d(4, 3, KernelSize: 1, Bias: false))
            .Add("sum", new Add(), "stem", "back")
            .Build();
        using var weights = Networks.RandomWeights(graph, seed: 1);
        Silence(weights, "norm");

        var (compact, left) = GraphPruning.Prune(graph, weights);
        using var owned = left;

        Assert.Equal(["stem"], compact.Nodes.Select(static node => node.Name));
        Networks.AssertEqual(graph, weights, compact, left, Networks.Image(8, seed: 1));
    }

    [Fact]
    public void A_network_that_only_passes_its_input_on_still_has_a_layer()
    {
        using var scope = NewDisposeScope();
        var graph = new GraphBuilder(3)
            .Add("conv", new Conv2d(3, 4, KernelSize: 1))
            .Add("norm", new InstanceNorm2d(4, Affine: true))
            .Add("back", new Conv2d(4, 3, KernelSize: 1, Bias: false))
            .Add("sum", new Add(), NetworkGraph.InputName, "back")
            .Build();
        using var weights = Networks.RandomWeights(graph, seed: 1);
        Silence(weights, "norm");

        var (compact, left) = GraphPruning.Prune(graph, weights);
        using var owned = left;

        Networks.AssertEqual(graph, weights, compact, left, Networks.Image(8, seed: 1));
    }

    [Fact]
    public void What_only_feeds_a_vanished_layer_vanishes_too()
    {
        using var scope = NewDisposeScope();
        var graph = new GraphBuilder(3)
            .Add("stem", new Conv2d(3, 3, KernelSize: 1))
            .Add("first", new Conv2d(3, 5, KernelSize: 3, Padding: 1))
            .Add("second", new Conv2d(5, 4, KernelSize: 3, Padding: 1))
            .Add("norm", new InstanceNorm2d(4, Affine: true))
            .Add("third", new Conv2d(4, 3, KernelSize: 1))
            .Add("sum", new Add(), "stem", "third")
            .Add("out", new Conv2d(3, 3, KernelSize: 1))
            .Build();
        using var weights = Networks.RandomWeights(graph, seed: 1);
        Silence(weights, "norm");

        var (compact, left) = GraphPruning.Prune(graph, weights);
        using var owned = left;

        Assert.Equal(["stem", "sum.shift", "out"], compact.Nodes.Select(static node => node.Name));
        Networks.AssertEqual(graph, weights, compact, left, Networks.Image(8, seed: 1));
    }

    [Fact]
    public void Branches_that_vanish_one_after_another_leave_a_shift_each()
    {
        using var scope = NewDisposeScope();
        var graph = TwoBranches();
        using var weights = Networks.RandomWeights(graph, seed: 1);
        Silence(weights, "norm1");
        var (once, left) = GraphPruning.Prune(graph, weights);
        using var owned = left;
        Assert.Equal(["stem", "second", "norm2", "back2", "sum", "sum.shift", "out"], Names(once));
        Networks.AssertEqual(graph, weights, once, left, Networks.Image(8, seed: 1));
        Silence(left, "norm2");

        var (twice, rest) = GraphPruning.Prune(once, left);
        using var alsoOwned = rest;

        Assert.Equal(["stem", "sum.shift+", "sum.shift", "out"], Names(twice));
        Networks.AssertEqual(once, left, twice, rest, Networks.Image(8, seed: 1));

        static IEnumerable<string> Names(NetworkGraph graph) => graph.Nodes.Select(static node => node.Name);
    }

    [Fact]
    public void Branches_that_vanish_together_leave_the_sum_of_their_shifts()
    {
        using var scope = NewDisposeScope();
        var graph = TwoBranches();
        using var weights = Networks.RandomWeights(graph, seed: 1);
        Silence(weights, "norm1");
        Silence(weights, "norm2");

        var (compact, left) = GraphPruning.Prune(graph, weights);
        using var owned = left;

        Assert.Equal(["stem", "sum.shift", "out"], compact.Nodes.Select(static node => node.Name));
        Assert.Equal(
            (weights["back1.bias"] + weights["back2.bias"]).data<float>().ToArray(),
            left["sum.shift.bias"].data<float>().ToArray(),
            static (expected, actual) => Math.Abs(expected - actual) < 1e-6
        );
    }

    [Fact]
    public void A_concatenation_drops_a_branch_without_channels()
    {
        using var scope = NewDisposeScope();
        var graph = new GraphBuilder(3)
            .Add("left", new Conv2d(3, 2, KernelSize: 1))
            .Add("norm", new InstanceNorm2d(2, Affine: true))
            .Add("right", new Conv2d(3, 3, KernelSize: 1), NetworkGraph.InputName)
            .Add("both", new Concat(), "norm", "right")
            .Add("out", new Conv2d(5, 3, KernelSize: 1))
            .Build();
        using var weights = Networks.RandomWeights(graph, seed: 1);
        Silence(weights, "norm");

        var (compact, left) = GraphPruning.Prune(graph, weights);
        using var owned = left;

        Assert.Equal(["right", "both", "out"], compact.Nodes.Select(static node => node.Name));
        Networks.AssertEqual(graph, weights, compact, left, Networks.Image(8, seed: 1));
    }

    [Theory]
    [InlineData("model.2")]
    [InlineData("model.5")]
    [InlineData("model.12")]
    public void A_layer_that_nothing_goes_around_keeps_one_channel(string norm)
    {
        using var scope = NewDisposeScope();
        var graph = Networks.CycleGan(width: 3, blocks: 1);
        using var weights = Networks.RandomWeights(graph, seed: 2);
        Silence(weights, norm);

        var (compact, left) = GraphPruning.Prune(graph, weights);
        using var owned = left;

        Assert.Equal(1, ((InstanceNorm2d)compact[norm].Layer).ChannelCount);
        Networks.AssertEqual(graph, weights, compact, left, Networks.Image(16, seed: 1));
    }

    [Fact]
    public void The_trunk_keeps_its_width_when_all_blocks_are_gone()
    {
        using var scope = NewDisposeScope();
        var graph = Networks.CycleGan(width: 3, blocks: 2);
        using var weights = Networks.RandomWeights(graph, seed: 3);
        foreach (
            var norm in ChannelMap
                .Of(graph)
                .PrunableNorms.Where(static norm => norm.Contains("block", StringComparison.Ordinal))
        )
        {
            Silence(weights, norm);
        }

        var (compact, left) = GraphPruning.Prune(graph, weights);
        using var owned = left;

        Assert.Equal(12, ((Conv2d)compact["model.7"].Layer).OutChannels);
        Networks.AssertEqual(graph, weights, compact, left, Networks.Image(16, seed: 1));
    }

    [Fact]
    public void A_channel_that_still_has_a_shift_is_kept()
    {
        using var scope = NewDisposeScope();
        var graph = Networks.CycleGan(width: 3, blocks: 1);
        using var weights = Networks.RandomWeights(graph, seed: 4);
        weights["model.2.weight"].zero_();
        weights["model.2.bias"].copy_(tensor([0.5f, -0.5f, 0f]));

        var (compact, left) = GraphPruning.Prune(graph, weights);
        using var owned = left;

        // After the ReLU only the first shows.
        Assert.Equal(1, ((InstanceNorm2d)compact["model.2"].Layer).ChannelCount);
        Assert.Equal(0.5f, left["model.2.bias"].item<float>());
    }

    // A trunk and two branches of it with biases.
    private static NetworkGraph TwoBranches() =>
        new GraphBuilder(3)
            .Add("stem", new Conv2d(3, 3, KernelSize: 1))
            .Add("first", new Conv2d(3, 4, KernelSize: 1), "stem")
            .Add("norm1", new InstanceNorm2d(4, Affine: true))
            .Add("back1", new Conv2d(4, 3, KernelSize: 1))
            .Add("second", new Conv2d(3, 4, KernelSize: 1), "stem")
            .Add("norm2", new InstanceNorm2d(4, Affine: true))
            .Add("back2", new Conv2d(4, 3, KernelSize: 1))
            .Add("sum", new Add(), "stem", "back1", "back2")
            .Add("out", new Conv2d(3, 3, KernelSize: 1))
            .Build();

    private static void Silence(WeightSet weights, string norm)
    {
        weights[$"{norm}.weight"].zero_();
        weights[$"{norm}.bias"].zero_();
    }
}
