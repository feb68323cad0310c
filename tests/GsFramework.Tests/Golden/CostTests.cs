using GsFramework.Graph;
using GsFramework.Models.Generators;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Golden;

public class CostTests
{
    private const int Dense = 0;
    private const int Pruned = 1;

    [Fact]
    public void The_dense_generator_costs_what_the_official_counter_says()
    {
        using var golden = new GoldenSet("i_cost");

        Check(golden, Dense, GoldenNetworks.Generator(width: 64, blocks: 9));
    }

    [Fact]
    public void A_pruned_generator_costs_what_the_official_counter_says()
    {
        using var golden = new GoldenSet("i_cost");
        var dense = GoldenNetworks.Generator(width: 64, blocks: 9);
        using var weights = GraphWeights.Initialize(dense, seed: 1);
        var map = ChannelMap.Of(dense);
        var widths = golden.Longs("dim_lst")[map.PrunableNorms.Count..];
        foreach (var (norm, width) in map.PrunableNorms.Zip(widths))
        {
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            weights[$"{norm}.weight"][TensorIndex.Slice(start: width)].zero_();
            weights[$"{norm}.bias"][TensorIndex.Slice(start: width)].zero_();
        }

        var compact = GraphPruning.Prune(dense, weights);
        compact.Weights.Dispose();

        Assert.Equal(13, map.PrunableNorms.Count);
        Check(golden, Pruned, compact.Graph);
    }

    [Theory]
    [InlineData(64, 56_799_264_768, 11_372_928)]
    [InlineData(32, 14_508_097_536, 2_847_936)]
    public void A_generator_costs_what_the_paper_says(int width, long macs, long weights)
    {
        var cost = GraphCost.Of(GoldenNetworks.Generator(width, blocks: 9), ImageSize.Square(256));

        Assert.Equal((macs, weights), (cost.ReferenceMacs, cost.Weights));
    }

    [Fact]
    public void The_cartoon_generator_costs_what_is_known_of_it()
    {
        var cost = GraphCost.Of(new CartoonGan(new CartoonGanOptions()).Create(), ImageSize.Square(256));

        Assert.Equal((61_631_102_976, 11_114_880), (cost.ReferenceMacs, cost.Weights));
    }

    private static void Check(GoldenSet golden, int row, NetworkGraph graph)
    {
        var sizes = golden.Longs("sizes");
        for (var column = 0; column < 2; column++)
        {
            var cost = GraphCost.Of(graph, new ImageSize((int)sizes[2 * column], (int)sizes[(2 * column) + 1]));

            Assert.Equal(golden.Longs("ops")[(2 * row) + column], cost.ReferenceMacs);
            Assert.Equal(golden.Longs("ops_true_transposed")[(2 * row) + column], cost.Macs);
            Assert.Equal(golden.Longs("conv_weight_count")[row], cost.Weights);
            Assert.Equal(golden.Longs("all_param_count")[row], cost.Parameters);
        }
    }
}
