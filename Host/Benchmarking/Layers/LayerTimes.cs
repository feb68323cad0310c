using System.Globalization;
using System.Text.Json.Serialization;
using GsFramework.Graph;
using GsFramework.Parts;

namespace GsFramework.Host.Benchmarking.Layers;

/// <summary>What each layer of a network takes in ONNX Runtime, by its channels, on one processor: the table of
/// <c>gs benchmark --layers</c>, and what a target in milliseconds goes by.</summary>
/// <param name="Format">A name of an ONNX format.</param>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns of the image.</param>
/// <param name="Threads">Threads of one operation.</param>
/// <param name="Base">Milliseconds that no layer adds to.</param>
/// <param name="Shapes">The layers' shapes with their times.</param>
/// <param name="Layers">For each layer, by its name in the dense network, which of <paramref name="Shapes"/> it
/// has.</param>
internal sealed record LayerTimes(
    string Format,
    int Height,
    int Width,
    int Threads,
    double Base,
    IReadOnlyList<LayerTime> Shapes,
    IReadOnlyDictionary<string, int> Layers
) : INetworkCost
{
    /// <summary>The processor that it was measured on, or null where the system does not say.</summary>
    public string? Processor { get; init; }

    /// <summary>The version of ONNX Runtime.</summary>
    public string? OnnxRuntime { get; init; }

    /// <summary>How many networks were run for it.</summary>
    public int Networks { get; init; }

    /// <summary>How far the predictions for these networks are from their medians, as a share: the mean.</summary>
    public double MeanOff { get; init; }

    /// <summary>The same: the largest.</summary>
    public double LargestOff { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public string Subject => $"the {Format} file at {Size} with {Plural(Threads)}";

    /// <summary>The size of the image.</summary>
    [JsonIgnore]
    public ImageSize Size => new(Height, Width);

    /// <summary>True where nothing is missing that the table speaks of.</summary>
    [JsonIgnore]
    public bool IsWhole =>
        Math.Min(Math.Min(Height, Width), Threads) > 0
        && Layers.Values.All(shape => shape < Shapes.Count)
        && Shapes.All(static shape =>
            Math.Min(shape.Inputs, shape.Outputs) > 0 && shape.Aligned.IsWhole && shape.Odd.IsWhole
        );

    /// <inheritdoc/>
    public double OfLayer(string layer, int inputs, int outputs) =>
        Layers.TryGetValue(layer, out var shape) ? Shapes[shape].Of(inputs, outputs) : 0;

    /// <summary>The milliseconds that a pruned network will take.</summary>
    /// <param name="graph">It, with the names of the dense one's layers.</param>
    public double Of(NetworkGraph graph)
    {
        var macs = new CompactMacs(ChannelMap.Of(graph), Size);
        return Base + macs.Sum([.. Enumerable.Repeat(true, macs.Groups)], OfLayer);
    }

    /// <summary>True for the times of this network under these conditions, on any processor.</summary>
    public bool AreOf(NetworkGraph graph, string format, ImageSize size, int threads)
    {
        if ((format, size, threads) != (Format, Size, Threads) || graph.Nodes.Count != Layers.Count)
        {
            return false;
        }

        var shapes = graph.Shapes(size);
        return graph.Nodes.All(node =>
            Layers.TryGetValue(node.Name, out var shape)
            && Shapes[shape] is var layer
            && layer.Kind == node.Layer.Kind
            && layer.Inputs == node.Inputs.Sum(name => shapes[name].Channels)
            && layer.Outputs == shapes[node.Name].Channels
        );
    }

    private static string Plural(int threads) =>
        threads == 1 ? "1 thread" : string.Create(CultureInfo.InvariantCulture, $"{threads} threads");
}
