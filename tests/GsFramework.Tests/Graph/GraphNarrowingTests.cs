using FsCheck.Xunit;
using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Tests.Graph;

public class GraphNarrowingTests
{
    [Theory]
    [InlineData("cyclegan", 2)]
    [InlineData("cyclegan", 4)]
    [InlineData("cyclegan", 10)]
    [InlineData("cartoon", 3.3)]
    [InlineData("cartoon", 40)]
    public void The_target_is_met_within_two_percent_and_never_missed(string network, double ratio)
    {
        var graph = network == "cyclegan" ? Networks.CycleGan(32, 6) : Networks.Cartoon(32, 4);

        var narrow = GraphNarrowing.ToMacRatio(graph, ratio, ImageSize.Square(64));

        Assert.InRange(
            (double)GraphCost.Of(graph, ImageSize.Square(64)).Macs / GraphCost.Of(narrow, ImageSize.Square(64)).Macs,
            ratio,
            1.02 * ratio
        );
    }

    [Fact]
    public void All_widths_shrink_by_one_factor_and_images_keep_their_channels()
    {
        var graph = Networks.CycleGan(32, 6);

        var narrow = GraphNarrowing.ToMacRatio(graph, 4, ImageSize.Square(64));

        var widths = graph
            .Nodes.Where(static node => node.Layer is IConvolution)
            .Select(node =>
                (
                    Dense: graph.Shapes(ImageSize.Square(64))[node.Name].Channels,
                    Narrow: narrow.Shapes(ImageSize.Square(64))[node.Name].Channels
                )
            )
            .ToArray();
        Assert.Equal((3, 3), widths[^1]);
        var factors = widths[..^1].Select(static width => (double)width.Narrow / width.Dense).ToArray();
        Assert.All(widths[..^1], width =>
            Assert.InRange(width.Narrow, (factors.Min() * width.Dense) - 1, (factors.Min() * width.Dense) + 2)
        );
        Assert.Equal(
            narrow.Shapes(ImageSize.Square(64))[narrow.Output.Name],
            graph.Shapes(ImageSize.Square(64))[graph.Output.Name]
        );
    }

    [Fact]
    public void A_ratio_of_one_changes_nothing() =>
        Assert.Equal(
            GraphJson.Write(Networks.CycleGan(7)),
            GraphJson.Write(GraphNarrowing.ToMacRatio(Networks.CycleGan(7), 1, ImageSize.Square(32)))
        );

    [Fact]
    public void An_impossible_ratio_is_refused_with_the_largest_one_that_is_possible()
    {
        var graph = Networks.CycleGan(4, 1);

        var fault = Assert.Throws<GraphException>(() => GraphNarrowing.ToMacRatio(graph, 1000, ImageSize.Square(32)));

        var possible = double.Parse(
            fault.Message.Split(' ').First(static word => double.TryParse(word, out _)),
            System.Globalization.CultureInfo.InvariantCulture
        );
        Assert.InRange(
            (double)GraphCost.Of(graph, ImageSize.Square(32)).Macs
                / GraphCost
                    .Of(GraphNarrowing.ToMacRatio(graph, possible, ImageSize.Square(32)), ImageSize.Square(32))
                    .Macs,
            possible,
            1000
        );
    }

    [Property(MaxTest = 60)]
    public void Any_network_stays_one_that_computes(int seed)
    {
        var graph = RandomNetwork.Create(seed);
        NetworkGraph narrow;
        try
        {
            narrow = GraphNarrowing.ToMacRatio(graph, 1.7, ImageSize.Square(RandomNetwork.Side));
        }
        catch (GraphException)
        {
            return; // too small already
        }

        using var scope = TorchSharp.torch.NewDisposeScope();
        using var weights = Networks.RandomWeights(narrow, seed);
        var image = Networks.Image(RandomNetwork.Side, seed);
        var output = Networks.Run(narrow, weights, image);
        var shape = graph.Shapes(ImageSize.Square(RandomNetwork.Side))[graph.Output.Name];

        Assert.Equal([2, shape.Channels, shape.Height, shape.Width], output.shape);
        Assert.True(
            1.7 * GraphCost.Of(narrow, ImageSize.Square(RandomNetwork.Side)).Macs
                <= GraphCost.Of(graph, ImageSize.Square(RandomNetwork.Side)).Macs
        );
    }
}
