using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Host.Benchmarking;
using GsFramework.Tests.Graph;

namespace GsFramework.Tests.Host.Benchmarking;

public sealed class RandomPruningTests
{
    private const int Side = 64;

    private readonly NetworkGraph _graph = Networks.CycleGan(width: 16, blocks: 3);

    [Theory]
    [InlineData(1.5, 1)]
    [InlineData(4, 1)]
    [InlineData(3, 8)]
    public void The_ratio_is_met_and_not_by_far_more(double ratio, int multiple)
    {
        var pruned = Pruned(ratio, multiple);
        using var weights = pruned.Weights;

        var reached =
            (double)GraphCost.Of(_graph, ImageSize.Square(Side)).Macs
            / GraphCost.Of(pruned.Graph, ImageSize.Square(Side)).Macs;
        Assert.InRange(reached, ratio, ratio * (multiple == 1 ? 1.02 : 1.2));
    }

    [Fact]
    public void Layers_keep_widths_of_their_own_or_multiples()
    {
        var widths = Widths(Pruned(2.5, 1));

        Assert.True(widths.Distinct().Count() > 4);
        Assert.Contains(widths, static width => width % 8 != 0);
        Assert.All(Widths(Pruned(2.5, 8)), static width => Assert.Equal(0, width % 8));
    }

    [Fact]
    public void The_same_seed_prunes_alike() => Assert.Equal(Widths(Pruned(3, 1)), Widths(Pruned(3, 1)));

    [Fact]
    public void A_ratio_that_cannot_be_is_refused() =>
        Assert.Contains(
            "--ratio 500",
            Assert.Throws<UserException>(() => Pruned(500, 1)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void The_trunk_loses_channels_where_its_norms_have_a_scale_and_that_is_asked_for()
    {
        var scaled = SyntheticModels.WithScales(_graph);

        Assert.Equal(64, Trunk(trunk: false));
        Assert.InRange(Trunk(trunk: true), 8, 48);

        int Trunk(bool trunk)
        {
            using var weights = GraphWeights.Initialize(scaled, 1);
            var pruned = RandomPruning.Prune(scaled, weights, 3, 8, ImageSize.Square(Side), seed: 1, trunk);
            using var left = pruned.Weights;
            return pruned.Graph.Nodes.Where(static node => node.Layer is Add)
                .Select(node => pruned.Graph.Shapes(ImageSize.Square(Side))[node.Name].Channels)
                .Distinct()
                .Single();
        }
    }

    private PrunedNetwork Pruned(double ratio, int multiple)
    {
        using var weights = GraphWeights.Initialize(_graph, 1);
        return RandomPruning.Prune(_graph, weights, ratio, multiple, ImageSize.Square(Side), seed: 1);
    }

    // Of the layers that can be pruned; the trunk and the image keep their channels.
    private int[] Widths(PrunedNetwork pruned)
    {
        using var weights = pruned.Weights;
        return
        [
            .. ChannelMap
                .Of(_graph)
                .PrunableNorms.Where(pruned.Graph.Contains)
                .Select(norm => pruned.Graph.Shapes(ImageSize.Square(Side))[norm].Channels),
        ];
    }
}
