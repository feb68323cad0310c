using GsFramework.ChannelPruning;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using TorchSharp;

namespace GsFramework.Tests.Graph;

public class ScaleFoldingTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_folded_network_computes_the_same(int seed)
    {
        using var scope = torch.NewDisposeScope();
        var graph = ScaleInsertion.Rewrite(RandomNetwork.Create(seed), trunk: true);
        using var weights = Networks.RandomWeights(graph, seed);
        using var dense = weights.Clone();

        var folded = ScaleFolding.Fold(graph, weights);

        Networks.AssertEqual(graph, dense, folded, weights, Networks.Image(RandomNetwork.Side, seed));
        GraphWeights.Check(folded, weights);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_network_with_inserted_scales_begins_as_what_it_was(int seed)
    {
        using var scope = torch.NewDisposeScope();
        var graph = RandomNetwork.Create(seed);
        using var weights = Networks.RandomWeights(graph, seed);

        var scaled = ScaleInsertion.Rewrite(graph, trunk: seed % 2 == 0);
        using var inherited = GraphWeights.Inherit(scaled, weights, seed);

        Networks.AssertEqual(graph, weights, scaled, inherited, Networks.Image(RandomNetwork.Side, seed));
        Assert.Equal(GraphJson.Write(scaled), GraphJson.Write(ScaleInsertion.Rewrite(scaled, trunk: seed % 2 == 0)));
    }

    [Fact]
    public void Scales_are_inserted_where_they_can_prune_and_nowhere_else()
    {
        var graph = new GraphBuilder(3)
            .Add("first", new Conv2d(3, 8, 3, Padding: 1))
            .Add("inner", new Conv2d(8, 4, 3, Padding: 1))
            .Add("relu", new Activation(ActivationFunction.Relu))
            .Add("outer", new Conv2d(4, 8, 3, Padding: 1))
            .Add("sum", new Add(), "first", "outer")
            .Add("last", new Conv2d(8, 3, 3, Padding: 1))
            .Build();

        var scaled = ScaleInsertion.Rewrite(graph, trunk: false);
        var trunk = ScaleInsertion.Rewrite(graph, trunk: true);

        Assert.Equal(["inner.scale"], Scales(scaled));
        Assert.Equal(["first.scale", "inner.scale", "outer.scale"], Scales(trunk));
    }

    private static string[] Scales(NetworkGraph graph) =>
        [.. graph.Nodes.Where(static node => node.Layer is ChannelScale).Select(static node => node.Name)];
}
