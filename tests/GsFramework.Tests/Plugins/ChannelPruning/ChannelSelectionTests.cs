using GsFramework.ChannelPruning;
using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Tests.Plugins.ChannelPruning;

public class ChannelSelectionTests
{
    [Fact]
    public void Of_branches_that_stand_in_for_one_another_one_is_kept_in_each_place()
    {
        using var generator = TwoForks();
        var selection = new ChannelSelection(new PrunableChannels(generator), ImageSize.Square(16));
        var scales = new float[8];

        var helped = selection.KeepAlive(scales, [1, 2, 3, 9, 5, 6, 8, 7]);

        Assert.Equal(["right1.1", "right2.1"], helped);
        Assert.Equal([0, 0, 0, 9, 0, 0, 8, 0], scales);
    }

    [Fact]
    public void Where_no_channel_was_ever_alive_none_is_brought_back()
    {
        using var generator = TwoForks();
        var selection = new ChannelSelection(new PrunableChannels(generator), ImageSize.Square(16));
        var scales = new float[8];

        Assert.Empty(selection.KeepAlive(scales, new float[8]));
        Assert.Equal(new float[8], scales);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 8)]
    [InlineData(8, 8)]
    [InlineData(9, 16)]
    [InlineData(16, 16)]
    public void A_norm_is_rounded_up_to_the_next_multiple_and_no_further(int kept, int rounded)
    {
        using var run = new TinyRun(seed: 1, steps: 1, width: 16);
        var channels = new PrunableChannels(run.Generator);
        var norm = channels.Norms[0];
        var scales = channels.Read();
        scales.AsSpan(norm.Start + kept, norm.Length - kept).Clear();

        new ChannelSelection(channels, ImageSize.Square(TinyRun.Side), multiple: 8).RoundUp(scales, channels.Read());

        Assert.Equal(16, norm.Length);
        Assert.Equal(rounded, norm.Length - scales.AsSpan(norm.Range).Count(0f));
    }

    [Fact]
    public void A_trunk_is_not_rounded_up()
    {
        using var run = new TinyRun(seed: 1, steps: 1, rewrite: TrunkScales.Rewrite);
        var channels = new PrunableChannels(run.Generator, trunk: true);
        var trunk = channels.Norms.Single(static norm => norm.Members.Count > 1);
        var scales = channels.Read();
        scales[trunk.Start + 1] = 0;

        new ChannelSelection(channels, ImageSize.Square(TinyRun.Side), multiple: 8).RoundUp(scales, channels.Read());

        Assert.Equal(0, scales[trunk.Start + 1]);
    }

    [Fact]
    public void A_ratio_is_reached_exactly_and_with_the_fewest_channels()
    {
        using var run = new TinyRun(seed: 1, steps: 1);
        var channels = new PrunableChannels(run.Generator);
        var selection = new ChannelSelection(channels, ImageSize.Square(TinyRun.Side));
        var scales = channels.Read();
        double Ratio(params int[] silenced) => selection.Ratio(selection.Silence(scales, silenced));
        var first = channels.Norms.Select(static norm => norm.Start).OrderBy(channel => Ratio(channel)).ToArray();
        var (cheap, dear) = (first[0], first[^1]);
        var target = Ratio(dear);
        Assert.True(Ratio(cheap) < target);

        Assert.Null(selection.Needed(scales, [cheap], target));
        Assert.Null(selection.Reach(scales, [cheap], target));
        Assert.Equal(1, selection.Needed(scales, [dear], target));
        Assert.Equal(1, selection.Needed(scales, [dear, cheap], target));
        Assert.Equal(2, selection.Needed(scales, [cheap, dear], target));

        // The cheap one died first, but what came after it was enough.
        var reached = selection.Reach(scales, [cheap, dear], target)!;
        Assert.Equal([dear], Enumerable.Range(0, scales.Length).Where(channel => reached[channel] == 0));
    }

    // Twice in a row two branches, each of which can do without the other.
    private static GraphModule TwoForks()
    {
        var builder = new GraphBuilder(3);
        var from = NetworkGraph.InputName;
        foreach (var place in new[] { 1, 2 })
        {
            var channels = place == 1 ? 3 : 4;
            foreach (var side in new[] { "left", "right" })
            {
                builder
                    .Add($"{side}{place}.0", new Conv2d(channels, 2, KernelSize: 1), from)
                    .Add($"{side}{place}.1", new InstanceNorm2d(2, Affine: true))
                    .Add($"{side}{place}.2", new Conv2d(2, 4, KernelSize: 1));
            }

            builder.Add($"sum{place}", new Add(), $"left{place}.2", $"right{place}.2");
            from = $"sum{place}";
        }

        var graph = builder.Add("out", new Conv2d(4, 3, KernelSize: 1)).Build();
        using var weights = GraphWeights.Initialize(graph, seed: 1);
        return new GraphModule(graph, weights);
    }
}
