using FsCheck.Xunit;
using GsFramework.Graph;
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
}
