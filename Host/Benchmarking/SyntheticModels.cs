using System.Globalization;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Benchmarking;

/// <summary>Networks with random weights, dense and pruned, in fp32 and with 8-bit quantisers: what they take to run
/// does not depend on what they were trained to.</summary>
internal static class SyntheticModels
{
    private const int Seed = 1;
    private const int Bits = 8;

    // Quantisers are simulated by TorchSharp and run by ONNX Runtime's integer kernels.
    private static readonly string[] _quantizedFormats = [TimedModel.FolderFormat, TimedModels.Integers];
    private static readonly string[] _floatFormats = [.. TimedModels.Formats.Except([TimedModels.Integers])];

    /// <summary>Adds a network and what is left of it after pruning, each in fp32 and in 8 bits.</summary>
    /// <param name="models">Gets them.</param>
    /// <param name="graph">The dense network.</param>
    /// <param name="pruning">How the pruned ones are made.</param>
    /// <param name="settings">The size of the images.</param>
    /// <param name="formats">The forms.</param>
    /// <exception cref="UserException">The network cannot become so small.</exception>
    public static void AddTo(
        TimedModels models,
        NetworkGraph graph,
        SyntheticPruning pruning,
        BenchmarkSettings settings,
        IReadOnlyList<string> formats
    )
    {
        using (var weights = GraphWeights.Initialize(graph, Seed))
        {
            Add(models, "dense", graph, weights, settings, formats);
        }

        foreach (var trunk in pruning.Trunk ? new[] { false, true } : [false])
        {
            foreach (var multiple in pruning.Multiples)
            {
                var prunable = trunk ? WithScales(graph) : graph;
                using var weights = GraphWeights.Initialize(prunable, Seed);
                var pruned = RandomPruning.Prune(
                    prunable,
                    weights,
                    pruning.Ratio,
                    multiple,
                    settings.Size,
                    Seed,
                    trunk
                );
                using var left = pruned.Weights;
                var name = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{pruning.Ratio}x fewer{(trunk ? ", trunk" : "")}{(multiple > 1 ? $", by {multiple}" : "")}"
                );
                Add(models, name, pruned.Graph, left, settings, formats);
            }
        }
    }

    /// <summary>The network with a γ in each norm: those of a trunk usually have none that could be 0.</summary>
    internal static NetworkGraph WithScales(NetworkGraph graph) =>
        new(
            graph.InputChannels,
            graph.Nodes.Select(static node =>
                node.Layer is InstanceNorm2d norm ? node with { Layer = norm with { Affine = true } } : node
            )
        );

    private static void Add(
        TimedModels models,
        string name,
        NetworkGraph graph,
        WeightSet weights,
        BenchmarkSettings settings,
        IReadOnlyList<string> formats
    )
    {
        if (formats.Intersect(_floatFormats).ToArray() is { Length: > 0 } floats)
        {
            Save(models, name, graph, weights, floats);
        }

        if (formats.Contains(TimedModels.Integers))
        {
            var (quantized, ranged) = Quantized(graph, weights, settings);
            using var disposed = ranged;
            Save(models, $"{name}, {Bits} bit", quantized, ranged, [.. formats.Intersect(_quantizedFormats)]);
        }
    }

    private static void Save(
        TimedModels models,
        string name,
        NetworkGraph graph,
        WeightSet weights,
        IReadOnlyList<string> formats
    )
    {
        var folder = Path.Combine(models.Temporary, name);
        ModelFolder.Save(folder, graph, weights);
        models.Add(folder, formats, name, given: name);
    }

    // As the profile 'deployable' does it, with the ranges of one batch.
    private static (NetworkGraph Graph, WeightSet Weights) Quantized(
        NetworkGraph graph,
        WeightSet weights,
        BenchmarkSettings settings
    )
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var quantized = GraphQuantization.Quantize(graph, static _ => new ConvolutionQuantization(
            new WeightQuantizer(Bits, PerChannel: true),
            new AffineQuantizer(Bits),
            new AffineQuantizer(Bits)
        ));
        using var ranged = weights.Clone();
        foreach (var (name, node, parameter) in quantized.Parameters().Where(entry => !weights.ContainsKey(entry.Name)))
        {
            ranged.Add(name, node.Layer.InitialBuffer(parameter));
        }

        using var network = new GraphModule(quantized, ranged) { Observing = true };
        network.eval();
        network.forward(Benchmark.Images(settings with { Batch = 1 }, graph.InputChannels));
        var observed = network.CopyWeights();
        return (GraphQuantization.FreezeScales(quantized, observed), observed);
    }
}

/// <summary>How networks are pruned for timing.</summary>
/// <param name="Ratio">How many times fewer multiply-accumulates they have.</param>
/// <param name="Multiples">A network each, in which the channels that stay are rounded up to a multiple of
/// this.</param>
/// <param name="Trunk">True for further ones whose residual trunk is pruned too.</param>
internal sealed record SyntheticPruning(double Ratio, IReadOnlyList<int> Multiples, bool Trunk);
