using GsFramework.Graph;
using GsFramework.Graph.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Graph;

/// <summary>Whole pruned networks against themselves in float64: output and gradients. Each of up to 30 layers adds a
/// few roundings of 2^-24 and each norm divides by a spread that may be small: 1e-4 was the most of these. Lost
/// products give 1e-2 and more.</summary>
public class PrunedPrecisionTests
{
    private const double Tolerance = 1e-3;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 8)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_pruned_network_computes_what_it_computes_in_double_precision(int seed)
    {
        Check(Networks.CycleGan(width: 7, blocks: 1 + (seed % 3)), side: 16, seed);
        Check(Networks.Cartoon(width: 5, blocks: 1 + (seed % 2)), side: 16, seed);
        for (var part = 0; part < 4; part++)
        {
            var graph = RandomNetwork.Create(2000 + (seed * 4) + part);

            // The mean of a normalised channel is zero but for rounding, and so is every gradient before it.
            if (!graph.Nodes.Any(static node => node.Layer is GlobalAveragePool))
            {
                Check(graph, RandomNetwork.Side, seed);
            }
        }
    }

    private static void Check(NetworkGraph graph, int side, int seed)
    {
        using var scope = NewDisposeScope();
        using var weights = Networks.RandomWeights(graph, seed);
        Networks.ZeroScales(graph, weights, new Random(seed), shiftsToo: true);
        var pruned = GraphPruning.Prune(graph, weights);
        using var compact = pruned.Weights;
        var image = Networks.Image(side, seed, batch: 1 + (3 * (seed % 2)));

        if (DependsOnImage(pruned.Graph, compact, side))
        {
            RoundingErrors.Of(pruned.Graph, compact, image, training: false).AssertAtMost(Tolerance, pruned.Graph);
        }
    }

    // Norms blow up the rounding of what is constant by 1 / sqrt(ε) = 300 each.
    private static bool DependsOnImage(NetworkGraph graph, WeightSet weights, int side)
    {
        var outputs = new[] { 1, 2 }
            .Select(seed => Networks.Run(graph, weights, Networks.Image(side, seed), ScalarType.Float64))
            .ToArray();
        return (outputs[0] - outputs[1]).abs().max().item<double>() > 1e-6;
    }
}
