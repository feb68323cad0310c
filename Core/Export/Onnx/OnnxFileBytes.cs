using System.Text.Json.Serialization;
using Google.Protobuf;
using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Export.Onnx.Calibration;
using GsFramework.Core.Inference;
using GsFramework.Core.Interchange;
using GsFramework.Core.Interchange.Onnx.Messages;
using GsFramework.Core.Processes;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Parts;
using static TorchSharp.torch;

namespace GsFramework.Core.Export.Onnx;

/// <summary>
/// How many bytes the ONNX file of a pruned network will have: the file of the dense one is made, and what each layer
/// has in it is taken apart into what grows with both its channel counts, with one of them, and with none:
/// <code>
/// bytes = base + Σ (fixed + a·in·out/(in₀·out₀) + b·out/out₀ + c·in/in₀)
/// </code>
/// The file of a network with odd channel counts tells what is fixed there (<see cref="LayerBytes.Odd"/>).
/// </summary>
/// <param name="Format">A name of an ONNX format.</param>
/// <param name="Base">What no layer adds to.</param>
/// <param name="Layers">What each layer adds, by its name in the dense network.</param>
internal sealed record OnnxFileBytes(
    string Format,
    double Base,
    IReadOnlyDictionary<string, LayerBytes> Layers
) : INetworkCost
{
    private const int HashLength = 64;
    private const int Seed = 1;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Subject => $"the {Format} file";

    /// <summary>Makes the file of the dense network, with weights of no meaning, and measures it.</summary>
    /// <param name="graph">The network, with or without quantisers.</param>
    /// <param name="format">A name of an ONNX format.</param>
    /// <param name="shape">What the file takes and gives.</param>
    /// <exception cref="GraphException">A layer cannot be written.</exception>
    public static OnnxFileBytes Of(NetworkGraph graph, string format, OnnxShape shape)
    {
        var whole = Written(graph, format, shape);
        var layers = LayersOf(graph, ModelProto.Parser.ParseFrom(whole).Graph);
        var fewer = WithoutOne(graph);
        var odd = LayersOf(fewer, ModelProto.Parser.ParseFrom(Written(fewer, format, shape)).Graph);
        foreach (var (name, layer) in odd)
        {
            var (has, expected) = (
                layer.Of(layer.Inputs, layer.Outputs),
                layers[name].Of(layer.Inputs, layer.Outputs)
            );
            layers[name] = layers[name] with { Odd = Math.Max(0, has - expected) };
        }

        return new OnnxFileBytes(
            format,
            whole.Length - layers.Values.Sum(static layer => layer.Of(layer.Inputs, layer.Outputs)),
            layers
        );
    }

    // The network with odd channel counts wherever channels can be pruned.
    private static NetworkGraph WithoutOne(NetworkGraph graph)
    {
        var map = ChannelMap.Of(graph);
        using var weights = GraphWeights.Initialize(graph, Seed);
        var gone = map
            .PrunableNorms.Select(norm => map.GroupsOf(norm).Distinct().ToArray())
            .Where(static groups => groups.Length > 1)
            .Select(static groups => groups[0])
            .ToHashSet();
        var all = map.Graph.Nodes.SelectMany(node => map.GroupsOf(node.Name));
        GraphPruning.Mask(
            map,
            weights,
            all.Concat(map.GroupsOf(NetworkGraph.InputName)).Where(group => !gone.Contains(group)).ToHashSet()
        );
        var pruned = GraphPruning.Prune(graph, weights);
        pruned.Weights.Dispose();
        return pruned.Graph;
    }

    /// <summary>The file of a network with weights of no meaning.</summary>
    /// <inheritdoc cref="Of(NetworkGraph, string, OnnxShape)"/>
    public static byte[] Written(NetworkGraph graph, string format, OnnxShape shape)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = Filled(graph);
        using var written =
            format == OnnxInt8Format.FormatName ? Integers(model, shape.Size) : FloatForm.Of(model);
        return OnnxModel.ToBytes(
            written.Graph,
            written.Weights,
            shape,
            Card(graph, format, shape),
            halfKernels: format == OnnxFormat.HalfName
        );
    }

    /// <inheritdoc/>
    public double OfLayer(string layer, int inputs, int outputs) =>
        Layers.TryGetValue(layer, out var bytes) ? bytes.Of(inputs, outputs) : 0;

    /// <summary>True for the costs of this network in this format.</summary>
    public bool AreOf(NetworkGraph graph, string format)
    {
        var shapes = ShapesOf(graph);
        return format == Format
            && graph.Nodes.Count == Layers.Count
            && graph.Nodes.All(node =>
                Layers.TryGetValue(node.Name, out var layer)
                && layer.Inputs == node.Inputs.Sum(name => shapes[name].Channels)
                && layer.Outputs == shapes[node.Name].Channels
            );
    }

    /// <summary>The bytes that the file of a pruned network will have.</summary>
    /// <param name="graph">It, with the names of the dense one's layers.</param>
    public double Of(NetworkGraph graph)
    {
        var macs = new CompactMacs(ChannelMap.Of(graph), ImageSize.Square(GraphSizes.Of(graph).Least));
        return Base + macs.Sum([.. Enumerable.Repeat(true, macs.Groups)], OfLayer);
    }

    private static OnnxCard Card(NetworkGraph graph, string format, OnnxShape shape)
    {
        var sizes = GraphSizes.Of(graph);
        var size = ImageSize.Square(sizes.Least);
        var cost = GraphCost.Of(graph, size);
        return new OnnxCard
        {
            Framework = HostVersion.Text.Split('+')[0],
            Format = format,
            Macs = cost.Macs,
            Height = size.Height,
            Width = size.Width,
            Parameters = cost.Parameters,
            SideMultiple = sizes.Multiple,
            Ratio = sizes.Ratio,
            InputChannels = graph.InputChannels,
            OutputChannels = graph.Shapes(size)[graph.Output.Name].Channels,
            Pixels = shape.Pixels,
            Ranges = format == OnnxInt8Format.FormatName ? "trained" : "",
            WeightsSha256 = new string('0', HashLength),
            ConfigurationSha256 = new string('0', HashLength),
        };
    }

    // As it is after slimming, with scales in the kernels. Values that repeat are stored once: those of trained
    // networks do not.
    private static LoadedModel Filled(NetworkGraph graph)
    {
        var weights = GraphWeights.Initialize(graph, Seed);
        using var generator = new Generator(Seed, CPU);
        foreach (var (name, _, parameter) in graph.Parameters().ToArray())
        {
            if (parameter.Role is not (ParameterRole.Weight or ParameterRole.Buffer))
            {
                weights.Replace(name, rand(weights[name].shape, generator: generator) + 0.5);
            }
        }

        return new LoadedModel(ScaleFolding.Fold(graph, weights), weights);
    }

    // What ranges are good for does not matter here.
    private static LoadedModel Integers(LoadedModel model, ImageSize? size)
    {
        using var generator = new Generator(Seed, CPU);
        var side = GraphSizes.Of(model.Graph).Least;
        var image = rand([1, model.Graph.InputChannels, side, side], generator: generator);
        if (!OnnxInt8Format.HasRanges(model.Graph))
        {
            using var plain = FloatForm.Of(model);
            using var calibrated = PostTraining.Quantize(plain, [image], CalibrationMethod.MinMax);
            return IntegerForm.Of(calibrated, size);
        }

        using var network = new GraphModule(model.Graph, model.Weights) { Observing = true };
        network.eval();
        network.forward(image);
        using var observed = new LoadedModel(model.Graph, network.CopyWeights());
        return IntegerForm.Of(observed, size);
    }

    private static IReadOnlyDictionary<string, FeatureShape> ShapesOf(NetworkGraph graph) =>
        graph.Shapes(ImageSize.Square(GraphSizes.Of(graph).Least));

    private static Dictionary<string, LayerBytes> LayersOf(NetworkGraph graph, GraphProto file)
    {
        var shapes = ShapesOf(graph);
        var layers = graph.Nodes.ToDictionary(
            static node => node.Name,
            node => new LayerBytes(node.Inputs.Sum(name => shapes[name].Channels), shapes[node.Name].Channels)
        );
        string[] names = [.. layers.Keys.OrderByDescending(static name => name.Length)];
        foreach (var node in file.Node)
        {
            if (Find(node.Name) is { } layer)
            {
                layers[layer] = layers[layer] with { Fixed = layers[layer].Fixed + Entry(node) };
            }
        }

        foreach (var constant in file.Initializer)
        {
            if (Find(constant.Name) is { } layer)
            {
                layers[layer] = layers[layer].With([.. constant.Dims], constant.RawData.Length, Entry(constant));
            }
        }

        return layers;

        // Names in the file are those of the layers, with something behind.
        string? Find(string name) =>
            names.FirstOrDefault(layer =>
                name.StartsWith(layer, StringComparison.Ordinal)
                && (name.Length == layer.Length || !char.IsLetterOrDigit(name[layer.Length]))
            );
    }

    // A message in a repeated field has its length and a tag before it.
    private static int Entry(IMessage message)
    {
        var size = message.CalculateSize();
        return 1 + CodedOutputStream.ComputeLengthSize(size) + size;
    }
}
