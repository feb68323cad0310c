using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Tests.Core.Export.Onnx;
using GsFramework.Tests.Graph;
using Samples.UNet;
using TorchSharp;
using static TorchSharp.torch;

namespace Samples.Tests.UNet;

public sealed class UNetTests
{
    private const int Side = 32;

    public static TheoryData<UNetNorm, int> Cases =>
        new(from norm in Enum.GetValues<UNetNorm>() from seed in Enumerable.Range(0, 6) select (norm, seed));

    public static TheoryData<UNetNorm> Norms => [.. Enum.GetValues<UNetNorm>()];

    [Fact]
    public void It_has_the_size_and_the_names_of_the_network_of_pix2pix()
    {
        var graph = new Samples.UNet.UNet(new UNetOptions()).Create();

        Assert.Equal(54_413_955, GraphCost.Of(graph, ImageSize.Square(256)).Parameters);
        Assert.Equal(
            41_828_995,
            GraphCost
                .Of(new Samples.UNet.UNet(new UNetOptions { ImageSize = 128 }).Create(), ImageSize.Square(128))
                .Parameters
        );
        Assert.Equal(
            new FeatureShape(512, 1, 1),
            graph.Shapes(ImageSize.Square(256))["model.model.1.model.3.model.3.model.3.model.3.model.3.model.3.model.1"]
        );
        Assert.Equal(
            [
                "model.model.0.weight",
                "model.model.1.model.1.weight",
                "model.model.1.model.2.weight",
                "model.model.1.model.2.bias",
                "model.model.1.model.2.running_mean",
                "model.model.1.model.2.running_var",
                "model.model.1.model.3.model.1.weight",
            ],
            graph.Parameters().Select(static entry => entry.Name).Take(7)
        );
        Assert.Equal(
            ["model.model.3.weight", "model.model.3.bias"],
            graph.Parameters().Select(static entry => entry.Name).TakeLast(2)
        );
    }

    [Theory]
    [InlineData(64, null, 6)]
    [InlineData(256, null, 8)]
    [InlineData(96, null, 5)]
    [InlineData(256, 5, 5)]
    [InlineData(4096, null, 10)]
    public void It_halves_the_image_as_often_as_its_side_divides(int side, int? downs, int expected)
    {
        var options = new UNetOptions
        {
            Width = 1,
            ImageSize = side,
            Downs = downs,
        };

        Assert.Empty(options.Faults());
        Assert.Equal(
            expected,
            new Samples.UNet.UNet(options).Create().Nodes.Count(static node => node.Layer is Conv2d)
        );
    }

    [Fact]
    public void A_side_that_cannot_be_halved_five_times_is_a_fault() =>
        Assert.Equal("ImageSize", Assert.Single(new UNetOptions { ImageSize = 100 }.Faults()).Property);

    [Theory]
    [MemberData(nameof(Norms))]
    public void Every_scale_can_prune_its_channel(UNetNorm norm)
    {
        var graph = Tiny(norm);

        Assert.Equal(
            graph
                .Nodes.Where(static node => node.Layer is BatchNorm2d or InstanceNorm2d)
                .Select(static node => node.Name),
            ChannelMap.Of(graph).PrunableNorms
        );
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Channels_that_are_silent_on_both_sides_of_a_concatenation_are_taken_out_exactly(UNetNorm norm, int seed)
    {
        using var scope = NewDisposeScope();
        var graph = Tiny(norm);
        using var weights = Networks.RandomWeights(graph, seed);
        Networks.ZeroScales(graph, weights, new Random(seed), shiftsToo: true);

        var (compact, left) = GraphPruning.Prune(graph, weights);
        using var owned = left;

        Networks.AssertEqual(graph, weights, compact, left, Networks.Image(Side, seed));
        AssertPruned(graph, weights, compact);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Any_channel_groups_can_be_taken_out_exactly(UNetNorm norm, int seed)
    {
        using var scope = NewDisposeScope();
        var graph = Tiny(norm);
        using var weights = Networks.RandomWeights(graph, seed);
        var map = ChannelMap.Of(graph);
        GraphPruning.Mask(map, weights, Networks.RandomGroups(map, new Random(seed)));

        var (compact, left) = GraphPruning.Prune(graph, weights);
        using var owned = left;

        Networks.AssertEqual(graph, weights, compact, left, Networks.Image(Side, seed));
        AssertPruned(graph, weights, compact);
    }

    [Theory]
    [MemberData(nameof(Norms))]
    public void A_level_whose_way_back_is_silent_is_taken_out_with_all_that_is_further_in(UNetNorm norm)
    {
        using var scope = NewDisposeScope();
        var graph = Tiny(norm);
        using var weights = Networks.RandomWeights(graph, 1);
        weights["model.model.1.model.3.model.6.weight"].zero_();
        weights["model.model.1.model.3.model.6.bias"].zero_();

        var (compact, left) = GraphPruning.Prune(graph, weights);
        using var owned = left;

        Assert.Equal(2, compact.Nodes.Count(static node => node.Layer is Conv2d));
        Assert.DoesNotContain(compact.Nodes, static node =>
            node.Name.StartsWith("model.model.1.model.3.", StringComparison.Ordinal)
        );
        Networks.AssertEqual(graph, weights, compact, left, Networks.Image(Side, 1));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_quantised_one_is_pruned_exactly(UNetNorm norm, int seed)
    {
        using var scope = NewDisposeScope();
        var graph = Quantized(Tiny(norm));
        using var weights = Networks.RandomWeights(graph, seed);
        Networks.ZeroScales(graph, weights, new Random(seed), shiftsToo: true);
        graph = GraphQuantization.FreezeScales(graph, weights);

        var (compact, left) = GraphPruning.Prune(graph, weights);
        using var owned = left;

        var image = Networks.Image(Side, seed);
        Assert.InRange(
            (Networks.Run(graph, weights, image) - Networks.Run(compact, left, image)).abs().max().item<float>(),
            0,
            1e-4f
        );
    }

    [Theory]
    [MemberData(nameof(Norms))]
    public void Its_ONNX_file_computes_what_it_computes_pruned_or_not(UNetNorm norm)
    {
        using var scope = NewDisposeScope();
        var graph = Tiny(norm);
        using var weights = Networks.RandomWeights(graph, 3);
        var image = Networks.Image(Side, 3);
        OnnxAssert.ComputesTheSame(graph, weights, image);

        Networks.ZeroScales(graph, weights, new Random(3), shiftsToo: true);
        var (compact, left) = GraphPruning.Prune(graph, weights);
        using var owned = left;
        OnnxAssert.ComputesTheSame(compact, left, image);
    }

    [Theory]
    [MemberData(nameof(Norms))]
    public void The_integers_of_its_ONNX_file_are_those_of_the_quantised_network(UNetNorm norm)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var graph = Quantized(Tiny(norm));
        using var weights = GraphWeights.Initialize(graph, seed: 2, deviation: 0.3);
        var image = Networks.Image(Side, 3);
        using (var observed = new GraphModule(graph, weights) { Observing = true })
        {
            observed.forward(image);
            foreach (
                var (name, _, parameter) in graph
                    .Parameters()
                    .Where(static entry => entry.Parameter.Role == ParameterRole.Buffer)
            )
            {
                weights.Replace(name, observed.Tensors[name].clone());
            }
        }

        graph = GraphQuantization.FreezeScales(graph, weights);

        OnnxAssert.ComputesTheSame(graph, weights, image);
    }

    [Theory]
    [MemberData(nameof(Norms))]
    public void One_step_of_training_reaches_every_parameter(UNetNorm norm)
    {
        using var scope = NewDisposeScope();
        var graph = Tiny(norm);
        using var weights = Networks.RandomWeights(graph, 3);
        using var network = new GraphModule(graph, weights);
        network.train();

        (network.forward(Networks.Image(Side, 3)) - 0.3).square().mean().backward();

        // The bias before a norm of the batch's or the image's own mean has none but noise.
        Assert.All(network.Trained(), static entry => Assert.NotNull(entry.Parameter.grad));
        Assert.All(network.Trained(ParameterRole.Weight, ParameterRole.Scale), static entry =>
            Assert.True(entry.Parameter.grad!.abs().sum().item<float>() > 0, entry.Name)
        );
    }

    private static NetworkGraph Tiny(UNetNorm norm) =>
        new Samples.UNet.UNet(
            new UNetOptions
            {
                Width = 2,
                ImageSize = Side,
                Norm = norm,
            }
        ).Create();

    private static NetworkGraph Quantized(NetworkGraph graph) =>
        GraphQuantization.Quantize(graph, static _ =>
            new(new WeightQuantizer(8, PerChannel: true), new AffineQuantizer(8), new AffineQuantizer(8))
        );

    private static void AssertPruned(NetworkGraph graph, WeightSet weights, NetworkGraph compact)
    {
        var map = ChannelMap.Of(graph);
        var live = GraphPruning.LiveGroups(map, weights);
        Assert.Equal(
            GraphCost.Of(compact, ImageSize.Square(Side)).Macs,
            GraphPruning.CompactCost(map, live, ImageSize.Square(Side)).Macs
        );
        var counter = new CompactMacs(map, ImageSize.Square(Side));
        Assert.Equal(
            (GraphCost.Of(compact, ImageSize.Square(Side)).Macs, true),
            counter.Measure([.. Enumerable.Range(0, counter.Groups).Select(live.Contains)])
        );
    }
}
