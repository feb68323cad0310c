using GsFramework.Graph;
using GsFramework.Models;
using GsFramework.Models.Generators;
using TorchSharp;

namespace GsFramework.Tests.Graph;

public class ExactPruningTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_masked_and_a_compact_network_compute_the_same(int seed) => CheckAll(seed, (graph, weights, random) =>
        {
            var map = ChannelMap.Of(graph);
            GraphPruning.Mask(map, weights, Networks.RandomGroups(map, random));
        });

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_network_whose_scales_and_shifts_fell_to_zero_is_pruned_exactly(int seed) =>
        CheckAll(seed, static (graph, weights, random) => Networks.ZeroScales(graph, weights, random, shiftsToo: true));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Shifts_that_are_left_where_a_scale_is_zero_do_no_harm(int seed) =>
        CheckAll(seed, static (graph, weights, random) =>
            Networks.ZeroScales(graph, weights, random, shiftsToo: false)
        );

    private static void CheckAll(int seed, Action<NetworkGraph, WeightSet, Random> silence)
    {
        Check(Networks.CycleGan(width: 3, blocks: seed % 4), side: 16, seed, silence);
        Check(Networks.Cartoon(width: 2, blocks: seed % 3), side: 16, seed, silence);
        var antialias = (Antialiasing)(seed % 4);
        Check(Networks.Relative(NormKind.Instance, antialias), side: 16, seed, silence);
        Check(Networks.Relative(NormKind.Batch, antialias), side: 16, seed, silence);
        for (var part = 0; part < 5; part++)
        {
            Check(RandomNetwork.Create((seed * 5) + part), RandomNetwork.Side, seed, silence);
        }
    }

    private static void Check(NetworkGraph graph, int side, int seed, Action<NetworkGraph, WeightSet, Random> silence)
    {
        using var scope = torch.NewDisposeScope();
        using var weights = Networks.RandomWeights(graph, seed);
        silence(graph, weights, new Random(seed));

        var pruned = GraphPruning.Prune(graph, weights);
        using var compact = pruned.Weights;

        Networks.AssertEqual(graph, weights, pruned.Graph, compact, Networks.Image(side, seed));
        var map = ChannelMap.Of(graph);
        var live = GraphPruning.LiveGroups(map, weights);
        Assert.Equal(
            GraphCost.Of(pruned.Graph, ImageSize.Square(side)).Macs,
            GraphPruning.CompactCost(map, live, ImageSize.Square(side)).Macs
        );
        Assert.Equal(
            GraphCost.Of(pruned.Graph, ImageSize.Square(side)).ReferenceMacs,
            GraphPruning.CompactCost(map, live, ImageSize.Square(side)).ReferenceMacs
        );

        var again = GraphPruning.Prune(pruned.Graph, compact);
        using var second = again.Weights;
        Assert.Equal(GraphJson.Write(pruned.Graph), GraphJson.Write(again.Graph));
        Assert.All(compact, pair => Assert.True(pair.Value.Equals(second[pair.Key])));
        Assert.Equal(pruned.Graph.Parameters().Select(static entry => entry.Name), compact.Keys);
    }
}
