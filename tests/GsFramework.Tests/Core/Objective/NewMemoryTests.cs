using GsFramework.Graph;
using GsFramework.Tests.Core.Arithmetic;
using GsFramework.Tests.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Objective;

/// <summary>Training does not depend on what new memory happens to hold.</summary>
[Collection(nameof(NewMemory))]
public class NewMemoryTests
{
    private const int Steps = 2;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void A_pruned_network_is_trained_to_the_same_bits_whatever_new_memory_holds(bool isQuantized, bool bfloat16)
    {
        var graph = Pruned();
        using var usual = Train(graph, isQuantized, bfloat16);
        using var fill = NewMemory.OfNaN();
        using var filled = Train(graph, isQuantized, bfloat16);

        Assert.All(usual, pair => Assert.False(pair.Value.isnan().any().item<bool>(), pair.Key));
        Assert.All(usual, pair => Assert.True(pair.Value.bytes.SequenceEqual(filled[pair.Key].bytes), pair.Key));
    }

    // Generator and discriminator after the steps.
    private static WeightSet Train(NetworkGraph graph, bool isQuantized, bool bfloat16)
    {
        using var scope = NewDisposeScope();
        using var tiny = new TinyObjective(graph, isQuantized, Steps);
        (tiny.Generator.BFloat16, tiny.Discriminator.BFloat16) = (bfloat16, bfloat16);
        for (var step = 0; step < Steps; step++)
        {
            tiny.Step(step);
        }

        using var judge = tiny.Discriminator.CopyWeights();
        var weights = tiny.Generator.CopyWeights();
        foreach (var (name, tensor) in judge)
        {
            weights.Add($"judge.{name}", tensor.clone());
        }

        return weights;
    }

    // Widths that are multiples of nothing.
    private static NetworkGraph Pruned()
    {
        using var scope = NewDisposeScope();
        var graph = Networks.CycleGan(width: 12, blocks: 2);
        using var weights = Networks.RandomWeights(graph, seed: 3);
        Networks.ZeroScales(graph, weights, new Random(3), shiftsToo: true);
        var pruned = GraphPruning.Prune(graph, weights);
        using var compact = pruned.Weights;
        Assert.Contains(pruned.Graph.Parameters(), static entry =>
            entry.Parameter.Role == ParameterRole.Scale && entry.Parameter.Count % 2 == 1
        );
        return pruned.Graph;
    }
}
