using GsFramework.Graph;
using GsFramework.Models.Generators;

namespace GsFramework.Tests.Graph;

public class GraphWidthsTests
{
    private static NetworkGraph Generator(int width, int channels = 3) =>
        new CycleGanResNet(
            new CycleGanResNetOptions
            {
                Width = width,
                Blocks = 2,
                InputChannels = channels,
                OutputChannels = channels,
            }
        ).Create();

    [Fact]
    public void A_network_takes_the_channel_counts_of_another_ones_tensors()
    {
        var wanted = Generator(6, channels: 1);
        var shapes = wanted
            .Parameters()
            .ToDictionary(static entry => entry.Name, static entry => entry.Parameter.Shape);

        Assert.Equal(GraphJson.Write(wanted), GraphJson.Write(GraphWidths.Adopt(Generator(16), shapes)));
    }

    [Fact]
    public void Without_tensors_nothing_changes() =>
        Assert.Equal(
            GraphJson.Write(Generator(4)),
            GraphJson.Write(GraphWidths.Adopt(Generator(4), new Dictionary<string, IReadOnlyList<long>>()))
        );

    [Fact]
    public void Counts_that_no_layer_can_have_are_refused_or_left_alone()
    {
        var shapes = new Dictionary<string, IReadOnlyList<long>>
        {
            ["model.1.weight"] = [0, 3, 7, 7],
            ["model.4.weight"] = [1L << 60, 4, 3, 3],
        };

        Assert.Equal(GraphJson.Write(Generator(4)), GraphJson.Write(GraphWidths.Adopt(Generator(4), shapes)));
        shapes["model.10.conv_block.5.weight"] = [9, 16, 3, 3];
        Assert.Throws<GraphException>(() => GraphWidths.Adopt(Generator(4), shapes));
    }
}
