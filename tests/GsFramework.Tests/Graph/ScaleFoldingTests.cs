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

    [Fact]
    public void A_trunk_that_has_norms_on_some_ways_gets_scales_on_the_others()
    {
        var graph = new GraphBuilder(3)
            .Add("first", new Conv2d(3, 8, 3, Padding: 1))
            .Add("norm", new InstanceNorm2d(8, Affine: true))
            .Add("relu", new Activation(ActivationFunction.Relu))
            .Add("bare", new Conv2d(8, 8, 3, Padding: 1))
            .Add("sum", new Add(), "relu", "bare")
            .Add("last", new Conv2d(8, 3, 3, Padding: 1))
            .Build();

        Assert.Equal(["bare.scale"], Scales(ScaleInsertion.Rewrite(graph, trunk: true)));
        Assert.Empty(Scales(ScaleInsertion.Rewrite(graph, trunk: false)));
    }

    [Fact]
    public void In_an_inverted_residual_without_norms_the_scale_stands_behind_the_depthwise_convolution()
    {
        var graph = new GraphBuilder(3)
            .Add("first", new Conv2d(3, 4, 3, Padding: 1))
            .Add("expand", new Conv2d(4, 16, 1))
            .Add("expand.relu", new Activation(ActivationFunction.Relu))
            .Add("depthwise", new Conv2d(16, 16, 3, Padding: 1, Groups: 16))
            .Add("depthwise.relu", new Activation(ActivationFunction.Relu))
            .Add("project", new Conv2d(16, 4, 1))
            .Add("sum", new Add(), "first", "project")
            .Add("last", new Conv2d(4, 3, 3, Padding: 1))
            .Build();

        var scaled = ScaleInsertion.Rewrite(graph, trunk: false);

        Assert.Equal(["depthwise.scale"], Scales(scaled));
        using var weights = Networks.RandomWeights(scaled, 1);
        weights["depthwise.scale.weight"].narrow(0, 0, 12).zero_();
        using var dense = weights.Clone();
        var (compact, left) = GraphPruning.Prune(scaled, weights);
        using var owned = left;
        var folded = ScaleFolding.Fold(compact, left);
        Networks.AssertEqual(scaled, dense, folded, left, Networks.Image(16, seed: 2));
        Assert.Equal(4, ((Conv2d)folded["expand"].Layer).OutChannels);
    }

    [Fact]
    public void Behind_a_folded_scale_nothing_is_rounded_twice()
    {
        using var scope = torch.NewDisposeScope();
        var scaled = ScaleInsertion.Rewrite(
            new GraphBuilder(3)
                .Add("first", new Conv2d(3, 8, 3, Padding: 1))
                .Add("second", new Conv2d(8, 8, 3, Padding: 1))
                .Add("side", new Conv2d(8, 8, 1), "first")
                .Add("sum", new Add(), "second", "side")
                .Add("last", new Conv2d(8, 3, 3, Padding: 1))
                .Build(),
            trunk: true
        );
        var graph = GraphQuantization.Quantize(
            scaled,
            static _ => new(new WeightQuantizer(8, PerChannel: true), new AffineQuantizer(8), new AffineQuantizer(8))
        );
        using var weights = Networks.RandomWeights(graph, 1);

        var folded = ScaleFolding.Fold(graph, weights);

        GraphWeights.Check(folded, weights);
        Assert.DoesNotContain(
            folded.Nodes,
            node => node.Layer is AffineQuantizer && folded.Contains(node.Inputs[0])
                && folded[node.Inputs[0]].Layer is AffineQuantizer
        );
        Assert.Equal("first.output_quantizer", Assert.Single(folded["second"].Inputs));
    }

    private static string[] Scales(NetworkGraph graph) =>
        [.. graph.Nodes.Where(static node => node.Layer is ChannelScale).Select(static node => node.Name)];
}
