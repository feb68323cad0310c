using GsFramework.Graph;
using TorchSharp;

namespace GsFramework.Tests.Abstractions.Graph;

/// <summary>Whole pruned networks against themselves in float64: output and gradients.</summary>
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
            Check(RandomNetwork.Create(2000 + (seed * 4) + part), RandomNetwork.Side, seed);
        }
    }

    private static void Check(NetworkGraph graph, int side, int seed)
    {
        using var scope = torch.NewDisposeScope();
        using var weights = Networks.RandomWeights(graph, seed);
        Networks.ZeroScales(graph, weights, new Random(seed), shiftsToo: true);
        var pruned = GraphPruning.Prune(graph, weights);
        using var compact = pruned.Weights;
        var image = Networks.Image(side, seed, batch: 1 + (3 * (seed % 2)));

        var errors = RoundingErrors.Of(pruned.Graph, compact, image, training: false);
        if (errors.Output > 1e-5 || errors.Gradients > 1e-5) File.AppendAllText("/tmp/pruned-bad.txt", errors + GraphJson.Write(pruned.Graph) + "\n");
        if (Environment.GetEnvironmentVariable("SHOW") is not null) { File.AppendAllText("/tmp/pruned-errors.txt", $"{seed} {graph.Nodes.Count} {errors}\n"); return; }
        errors.AssertAtMost(Tolerance, pruned.Graph);
    }
}
