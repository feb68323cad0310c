using FsCheck.Xunit;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Models.Generators;
using GsFramework.Quantization;

namespace GsFramework.Tests.Graph;

public class CompactMacsTests
{
    private static readonly ChannelMap[] _maps =
    [
        .. new[]
        {
            new CycleGanResNet(new CycleGanResNetOptions { Width = 4, Blocks = 2 }).Create(),
            new CartoonGan(new CartoonGanOptions { Width = 2, Blocks = 1 }).Create(),
            new QuantizationTerm(new QuantizationOptions()).Rewrite(
                new CycleGanResNet(new CycleGanResNetOptions { Width = 2, Blocks = 1 }).Create()
            ),
        }.Select(ChannelMap.Of),
    ];

    [Property(MaxTest = 60)]
    public void The_fast_count_is_the_exact_one(int seed, byte share)
    {
        foreach (var map in _maps)
        {
            var macs = new CompactMacs(map, new ImageSize(32, 40));
            var random = new Random(seed);
            var prunable = map.PrunableNorms.SelectMany(map.GroupsOf).ToHashSet();
            var kept = prunable.Where(_ => random.Next(256) >= share).ToHashSet();
            var live = Enumerable
                .Range(0, macs.Groups)
                .Select(group => !prunable.Contains(group) || kept.Contains(group))
                .ToArray();

            var (count, whole) = macs.Measure(live);

            Assert.Equal(GraphCost.Of(map.Graph, new ImageSize(32, 40)).Macs, macs.Dense);
            if (whole)
            {
                var groups = live.Index().Where(static pair => pair.Item).Select(static pair => pair.Index).ToHashSet();
                Assert.Equal(GraphPruning.CompactCost(map, groups, new ImageSize(32, 40)).Macs, count);
            }
        }
    }

    [Property(MaxTest = 150)]
    public void In_any_network_the_fast_count_is_the_exact_one(int seed)
    {
        var map = ChannelMap.Of(RandomNetwork.Create(seed));
        var macs = new CompactMacs(map, ImageSize.Square(RandomNetwork.Side));
        var groups = Networks.RandomGroups(map, new Random(seed));
        groups.UnionWith(map.FrozenGroups);

        var (count, whole) = macs.Measure([.. Enumerable.Range(0, macs.Groups).Select(groups.Contains)]);

        Assert.True(
            !whole || GraphPruning.CompactCost(map, groups, ImageSize.Square(RandomNetwork.Side)).Macs == count
        );
    }

    [Fact]
    public void The_layer_that_lost_its_channels_is_named()
    {
        var macs = new CompactMacs(_maps[0], ImageSize.Square(32));
        var live = Enumerable.Repeat(true, macs.Groups).ToArray();
        Assert.Null(macs.EmptyLayer(live));

        foreach (var group in _maps[0].GroupsOf("model.16"))
        {
            live[group] = false;
        }

        Assert.Equal("model.15", macs.EmptyLayer(live));
    }

    [Fact]
    public void A_network_is_whole_without_a_block_but_not_without_a_layer_of_the_trunk()
    {
        var macs = new CompactMacs(_maps[0], ImageSize.Square(32));

        Assert.True(macs.Measure(Without("model.10.conv_block.2")).IsWhole);
        Assert.False(macs.Measure(Without("model.2")).IsWhole);
        Assert.False(macs.Measure(Without("model.16")).IsWhole);

        bool[] Without(string norm)
        {
            var dead = _maps[0].GroupsOf(norm).ToHashSet();
            return [.. Enumerable.Range(0, macs.Groups).Select(group => !dead.Contains(group))];
        }
    }

    [Fact]
    public void A_branch_in_which_constants_are_convolved_again_is_not_whole_without_its_first_layer()
    {
        // With a bias, what 'second' makes of nothing is no 0, and at the border 'third' sees it beside zeros.
        var map = ChannelMap.Of(
            new GraphBuilder(3)
                .Add("first", new Conv2d(3, 4, KernelSize: 3, Padding: 1))
                .Add("second", new Conv2d(4, 5, KernelSize: 3, Padding: 1))
                .Add("third", new Conv2d(5, 3, KernelSize: 3, Padding: 1))
                .Add("sum", new Add(), NetworkGraph.InputName, "third")
                .Build()
        );
        var macs = new CompactMacs(map, ImageSize.Square(8));

        Assert.False(macs.Measure(Live(macs, map.GroupsOf("first"))).IsWhole);
        Assert.True(macs.Measure(Live(macs, map.GroupsOf("second"))).IsWhole);
        Assert.True(macs.Measure(Live(macs, map.GroupsOf("first").Concat(map.GroupsOf("second")))).IsWhole);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void The_first_layer_of_a_network_is_counted_like_any_other(int dead)
    {
        var map = ChannelMap.Of(
            new GraphBuilder(3)
                .Add("first", new Conv2d(3, 4, KernelSize: 1))
                .Add("second", new Conv2d(4, 3, KernelSize: 1))
                .Add("sum", new Add(), NetworkGraph.InputName, "second")
                .Add("out", new Conv2d(3, 3, KernelSize: 1))
                .Build()
        );

        var macs = new CompactMacs(map, ImageSize.Square(8));

        var (count, whole) = macs.Measure(Live(macs, map.GroupsOf("first").Take(dead)));

        Assert.True(whole);
        Assert.Equal(64 * (9 + (dead == 4 ? 0 : (4 - dead) * 6)), count);
    }

    // MACs a pixel: left 3·2, before 3·2, right 2·2, and out with 3 outputs for each of its inputs, of which 3 are the
    // image.
    [Theory]
    [InlineData("left", true, 6 + 4 + (3 * 5))]
    [InlineData("right", true, 6 + (3 * 5))]
    [InlineData("before", false, 0)]
    public void A_concatenation_does_without_a_branch_only_where_that_has_no_channels(
        string dead,
        bool isWhole,
        int perPixel
    )
    {
        var graph = new GraphBuilder(3)
            .Add("left", new Conv2d(3, 2, KernelSize: 1))
            .Add("before", new Conv2d(3, 2, KernelSize: 1), NetworkGraph.InputName)
            .Add("right", new Conv2d(2, 2, KernelSize: 1))
            .Add("both", new Concat(), "left", "right", NetworkGraph.InputName)
            .Add("out", new Conv2d(7, 3, KernelSize: 1))
            .Build();
        var map = ChannelMap.Of(graph);
        var macs = new CompactMacs(map, ImageSize.Square(8));

        var (count, whole) = macs.Measure(Live(macs, map.GroupsOf(dead)));

        Assert.Equal(isWhole, whole);
        Assert.Equal(isWhole ? null : dead, macs.EmptyLayer(Live(macs, map.GroupsOf(dead))));
        Assert.True(!isWhole || count == 64 * perPixel);
    }

    [Fact]
    public void A_network_without_output_channels_is_not_whole()
    {
        var map = ChannelMap.Of(new GraphBuilder(3).Add("conv", new Conv2d(3, 3, KernelSize: 1)).Build());
        var macs = new CompactMacs(map, ImageSize.Square(8));

        Assert.False(macs.Measure(Live(macs, map.GroupsOf("conv"))).IsWhole);
        Assert.Equal("conv", macs.EmptyLayer(Live(macs, map.GroupsOf("conv"))));
    }

    [Fact]
    public void A_network_whose_channels_are_all_those_of_the_image_has_their_groups()
    {
        var graph = new GraphBuilder(3).Add("tanh", new Activation(ActivationFunction.Tanh)).Build();

        Assert.Equal(3, new CompactMacs(ChannelMap.Of(graph), ImageSize.Square(8)).Groups);
    }

    private static bool[] Live(CompactMacs macs, IEnumerable<int> dead) =>
        [.. Enumerable.Range(0, macs.Groups).Select(group => !dead.Contains(group))];
}
