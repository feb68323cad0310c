using System.Globalization;
using GsFramework.Graph;
using GsFramework.Host.Interchange;

namespace GsFramework.Host.Benchmarking;

/// <summary>Networks with random weights, dense and pruned: what they cost to run does not depend on what they were trained to.</summary>
internal static class SyntheticModels
{
    private const int Seed = 1;

    /// <summary>Adds a network and what is left of it after pruning.</summary>
    /// <param name="models">Gets them.</param>
    /// <param name="graph">The dense network.</param>
    /// <param name="ratio">How many times fewer multiply-accumulates the pruned one has.</param>
    /// <param name="multiples">A pruned network each, in which the channels that stay are rounded up to a multiple of this.</param>
    /// <param name="settings">The size of the images.</param>
    /// <param name="formats">The forms, or null for the usual ones.</param>
    /// <exception cref="UserException">The network cannot become so small.</exception>
    public static void AddTo(
        TimedModels models, NetworkGraph graph, double ratio, IReadOnlyList<int> multiples, BenchmarkSettings settings,
        IReadOnlyList<string>? formats)
    {
        using (var weights = GraphWeights.Initialise(graph, Seed))
        {
            Add(models, "dense", graph, weights, formats);
        }

        foreach (var multiple in multiples)
        {
            using var weights = GraphWeights.Initialise(graph, Seed);
            var pruned = RandomPruning.Prune(graph, weights, ratio, multiple, settings.Height, settings.Width, Seed);
            using var left = pruned.Weights;
            var name = string.Create(CultureInfo.InvariantCulture, $"pruned {ratio}x{(multiple > 1 ? $", multiples of {multiple}" : "")}");
            Add(models, name, pruned.Graph, left, formats);
        }
    }

    private static void Add(TimedModels models, string name, NetworkGraph graph, WeightSet weights, IReadOnlyList<string>? formats)
    {
        var folder = Path.Combine(models.Temporary, name);
        ModelFolder.Save(folder, graph, weights);
        models.Add(folder, formats, name);
    }
}
