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
/// </summary>
internal sealed class OnnxFileBytes : INetworkCost
{
    private const int HashLength = 64;
    private const int Seed = 1;

    private readonly Dictionary<string, Share> _layers;

    private OnnxFileBytes(string format, double whole, Dictionary<string, Share> layers)
    {
        (Subject, _layers) = ($"the {format} file", layers);
        Base = whole - layers.Sum(static entry => entry.Value.Of(entry.Value.Inputs, entry.Value.Outputs));
    }

    /// <inheritdoc/>
    public string Subject { get; }

    /// <inheritdoc/>
    public double Base { get; }

    /// <summary>Makes the file of the dense network, with weights of no meaning, and measures it.</summary>
    /// <param name="graph">The network, with or without quantisers.</param>
    /// <param name="format">A name of an ONNX format.</param>
    /// <param name="shape">What the file takes and gives.</param>
    /// <exception cref="GraphException">A layer cannot be written.</exception>
    public static OnnxFileBytes Of(NetworkGraph graph, string format, OnnxShape shape)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = Filled(graph);
        using var written = format == OnnxInt8Format.FormatName ? Integers(model) : FloatForm.Of(model);
        var file = OnnxModel.ToBytes(
            written.Graph,
            written.Weights,
            shape,
            Card(graph, format, shape),
            halfKernels: format == OnnxFormat.HalfName
        );
        return new OnnxFileBytes(format, file.Length, Layers(graph, ModelProto.Parser.ParseFrom(file).Graph));
    }

    /// <inheritdoc/>
    public double OfLayer(string layer, int inputs, int outputs) =>
        _layers.TryGetValue(layer, out var share) ? share.Of(inputs, outputs) : 0;

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
    private static LoadedModel Integers(LoadedModel model)
    {
        using var generator = new Generator(Seed, CPU);
        var side = GraphSizes.Of(model.Graph).Least;
        var image = rand([1, model.Graph.InputChannels, side, side], generator: generator);
        if (!OnnxInt8Format.HasRanges(model.Graph))
        {
            using var plain = FloatForm.Of(model);
            using var calibrated = PostTraining.Quantize(plain, [image], CalibrationMethod.MinMax);
            return IntegerForm.Of(calibrated);
        }

        using var network = new GraphModule(model.Graph, model.Weights) { Observing = true };
        network.eval();
        network.forward(image);
        using var observed = new LoadedModel(model.Graph, network.CopyWeights());
        return IntegerForm.Of(observed);
    }

    private static Dictionary<string, Share> Layers(NetworkGraph graph, GraphProto file)
    {
        var shapes = graph.Shapes(ImageSize.Square(GraphSizes.Of(graph).Least));
        var layers = graph.Nodes.ToDictionary(
            static node => node.Name,
            node => new Share(node.Inputs.Sum(name => shapes[name].Channels), shapes[node.Name].Channels)
        );
        string[] names = [.. layers.Keys.OrderByDescending(static name => name.Length)];
        foreach (var node in file.Node)
        {
            if (Find(node.Name) is { } share)
            {
                share.Fixed += Entry(node);
            }
        }

        foreach (var constant in file.Initializer)
        {
            if (Find(constant.Name) is { } share)
            {
                share.Add(constant, Entry(constant));
            }
        }

        return layers;

        // Names in the file are those of the layers, with something behind.
        Share? Find(string name) =>
            names.FirstOrDefault(layer =>
                name.StartsWith(layer, StringComparison.Ordinal)
                && (name.Length == layer.Length || !char.IsLetterOrDigit(name[layer.Length]))
            )
                is { } found
                ? layers[found]
                : null;
    }

    // A message in a repeated field has its length and a tag before it.
    private static int Entry(IMessage message)
    {
        var size = message.CalculateSize();
        return 1 + CodedOutputStream.ComputeLengthSize(size) + size;
    }

    private sealed class Share(int inputs, int outputs)
    {
        private double _both;
        private double _byInputs;
        private double _byOutputs;

        public int Inputs => inputs;

        public int Outputs => outputs;

        public double Fixed { get; set; }

        public void Add(TensorProto constant, int bytes)
        {
            var values = constant.RawData.Length;
            var count = constant.Dims.Aggregate(1L, static (product, side) => product * side);
            Fixed += bytes - values;
            if (constant.Dims.Count > 2 && constant.Dims[0] * constant.Dims[1] % ((long)inputs * outputs) == 0)
            {
                _both += values;
            }
            else if (count % outputs == 0)
            {
                _byOutputs += values;
            }
            else if (count % inputs == 0)
            {
                _byInputs += values;
            }
            else
            {
                Fixed += values;
            }
        }

        public double Of(int read, int written) =>
            Fixed
            + (_both * read * written / ((double)inputs * outputs))
            + (_byOutputs * written / outputs)
            + (_byInputs * read / inputs);
    }
}
