using FsCheck.Xunit;
using GsFramework.CoEvolution;
using GsFramework.Graph;
using GsFramework.Models.Generators;
using GsFramework.Tests.Graph;
using static TorchSharp.torch;

namespace GsFramework.Tests.Plugins.CoEvolution;

public class ChannelCodeTests
{
    [Theory]
    [InlineData(ChannelEncoding.PerChannel, 4 + 8 + 16 + (2 * 16) + 8 + 4)]
    [InlineData(ChannelEncoding.Shared, 4 + 8 + 16 + 8 + 4)]
    public void Trunk_and_inner_channels_have_bits_and_input_and_output_none(ChannelEncoding encoding, int bits) =>
        Assert.Equal(bits, Code(encoding).Length);

    [Fact]
    public void With_a_shared_mask_the_published_network_has_640_bits()
    {
        var graph = new CycleGanResNet(new CycleGanResNetOptions()).Create();
        using var weights = GraphWeights.Initialize(graph, 1);
        using var teacher = new GraphModule(graph, weights);
        var code = new ChannelCode(teacher, ChannelEncoding.Shared, ImageSize.Square(256));

        Assert.Equal(640, code.Length);

        // 5251 outputs, of which the three of the image always stay.
        Assert.Equal(5248, code.Zeros(new bool[code.Length]));
    }

    [Fact]
    public void One_bit_of_a_shared_mask_switches_the_channel_of_the_trunk_and_of_every_block()
    {
        var code = Code(ChannelEncoding.Shared);
        var bits = Enumerable.Repeat(true, code.Length).ToArray();
        bits[4 + 8] = false;
        var live = code.Live(bits);

        foreach (
            var layer in new[]
            {
                "model.7",
                "model.10.conv_block.1",
                "model.10.conv_block.5",
                "model.11.conv_block.1",
                "model.11.conv_block.5",
            }
        )
        {
            Assert.Equal(
                [0],
                code.Map.GroupsOf(layer).Index().Where(pair => !live[pair.Item]).Select(static pair => pair.Index)
            );
        }

        Assert.Equal(5, code.Zeros(bits));
    }

    [Property(MaxTest = 30)]
    public void What_the_bits_leave_is_what_pruning_leaves(int seed)
    {
        var code = Code(ChannelEncoding.PerChannel);
        var random = new Random(seed);
        var share = random.NextDouble();
        var bits = new Repair(code, null).Of(
            [.. Enumerable.Range(0, code.Length).Select(_ => random.NextDouble() < share)],
            random
        );

        using var weights = Networks.RandomWeights(code.Map.Graph, seed);
        GraphPruning.Mask(code.Map, weights, code.Kept(bits));
        var live = GraphPruning.LiveGroups(code.Map, weights);

        Assert.Equal(
            GraphPruning.CompactCost(code.Map, live, ImageSize.Square(TinySearch.Side)).Macs,
            code.Measure(bits).Macs
        );
    }

    private static ChannelCode Code(ChannelEncoding encoding)
    {
        var graph = Networks.CycleGan();
        using var weights = Networks.RandomWeights(graph, 1);
        using var teacher = new GraphModule(graph, weights);
        return new ChannelCode(teacher, encoding, ImageSize.Square(TinySearch.Side));
    }
}
