using GsFramework.Core.Import.Reading;
using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Import.Layers;

/// <summary>The network that is being made of a file: its layers and weights so far, and which layer each tensor of the
/// file is.</summary>
internal sealed class ImportedGraph : IDisposable
{
    private readonly List<GraphNode> _nodes = [];
    private readonly Dictionary<string, string> _layers = [];
    private readonly LayerNames _names = new();
    private readonly List<string> _notes = [];

    /// <summary>Begins with the image.</summary>
    public ImportedGraph(OnnxFacts facts)
    {
        Facts = facts;
        _layers[facts.Image.Name] = NetworkGraph.InputName;
    }

    /// <summary>What is known of the file's tensors.</summary>
    public OnnxFacts Facts { get; }

    /// <summary>The weights. They belong to whoever takes the network.</summary>
    public WeightSet Weights { get; } = new();

    /// <summary>What the user is to know.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>The network that ends with a tensor of the file.</summary>
    public NetworkGraph Build(string output)
    {
        var last = _layers[output];
        var needed = new HashSet<string> { last };
        var live = new List<GraphNode>();
        foreach (var node in _nodes.AsEnumerable().Reverse().Where(node => needed.Contains(node.Name)))
        {
            needed.UnionWith(node.Inputs);
            live.Add(node);
        }

        live.Reverse();
        foreach (var dead in _nodes.Except(live).SelectMany(Names))
        {
            Weights.Remove(dead);
        }

        return new NetworkGraph(Facts.Channels, live);

        static IEnumerable<string> Names(GraphNode node) =>
            node.Layer.Parameters().Select(parameter => node.ParameterName(parameter.Name));
    }

    /// <summary>Notes something for the user, once.</summary>
    public void Note(string note)
    {
        if (!_notes.Contains(note))
        {
            _notes.Add(note);
        }
    }

    /// <summary>True for an input that depends on the image.</summary>
    public bool IsFeature(OnnxStep step, int input) => Facts.IsFeature(step.Input(input));

    /// <summary>The layer that makes an input.</summary>
    public string Layer(OnnxStep step, int input = 0) =>
        step.Input(input) is { } name && _layers.TryGetValue(name, out var layer)
            ? layer
            : throw Unreadable(step, $"its input {input} is no image or map of features");

    /// <summary>The shape of an input for each of the known sizes. A vector (N, C) is (C, 1, 1).</summary>
    public FeatureShape[] Shapes(OnnxStep step, int input = 0) => Shapes(step, step.Inputs[input]);

    /// <summary>The shape of an output for each of the known sizes.</summary>
    public FeatureShape[] OutputShapes(OnnxStep step, int output = 0) => Shapes(step, step.Outputs[output]);

    /// <summary>A constant input, the same for all sizes.</summary>
    public OnnxConstant Constant(OnnxStep step, int input, string what) =>
        Facts.Constant(step.Input(input))
        ?? throw Unreadable(
            step,
            Facts.IsFeature(step.Input(input)) ? $"{what} depends on the image" : $"{what} depends on the image's size"
        );

    /// <summary>A constant input, or null where it is left out.</summary>
    public OnnxConstant? Optional(OnnxStep step, int input, string what) =>
        step.Input(input) is null ? null : Constant(step, input, what);

    /// <summary>Says that an output of a step is what a layer makes already.</summary>
    public void Bind(string tensor, string layer) => _layers[tensor] = layer;

    /// <summary>Adds the layer that a step is.</summary>
    /// <param name="step">The step, whose first output it makes.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="inputs">What it reads; the layer of the step's first input when empty.</param>
    public void Add(OnnxStep step, Layer layer, params IReadOnlyList<string> inputs) =>
        Bind(step.Output, Append(step, "", layer, inputs.Count > 0 ? inputs : [Layer(step)]));

    /// <summary>Adds the layer that a step is, with weights.</summary>
    public void Add(
        OnnxStep step,
        Layer layer,
        IEnumerable<(string Name, Tensor Value)> weights,
        string? input = null
    ) =>
        Bind(step.Output, Append(step, "", layer, [input ?? Layer(step)], weights));

    /// <summary>Adds one of several layers that a step is made of.</summary>
    /// <param name="step">The step.</param>
    /// <param name="suffix">What tells it from the step's last layer; empty for that one.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="inputs">What it reads.</param>
    /// <param name="weights">Its tensors.</param>
    /// <returns>Its name.</returns>
    public string Append(
        OnnxStep step,
        string suffix,
        Layer layer,
        IReadOnlyList<string> inputs,
        IEnumerable<(string Name, Tensor Value)>? weights = null
    )
    {
        var name = _names.Of(step, suffix, Facts);
        var node = new GraphNode(name, layer, inputs);
        _nodes.Add(node);
        foreach (var (parameter, value) in weights ?? [])
        {
            Weights.Add(node.ParameterName(parameter), value.to(float32));
        }

        return name;
    }

    /// <summary>A tensor that was read before and has these heights and widths at all sizes, or null.</summary>
    /// <param name="sizes">The sizes.</param>
    public string? OfSize(IReadOnlyList<FeatureShape> sizes) =>
        _layers
            .Where(entry =>
                Facts.Shapes(entry.Key) is var shapes
                && shapes.All(static shape => shape.Length == 4)
                && !Facts.Image.IsChannelsLast
                && shapes
                    .Zip(sizes)
                    .All(pair => pair.First[2] == pair.Second.Height && pair.First[3] == pair.Second.Width)
            )
            .Select(static entry => entry.Value)
            .FirstOrDefault();

    /// <summary>The refusal of a step.</summary>
    public static UnreadableStepException Unreadable(OnnxStep step, string reason) => new(step, reason);

    /// <inheritdoc/>
    public void Dispose() => Weights.Dispose();

    private FeatureShape[] Shapes(OnnxStep step, string tensor) =>
        [
            .. Facts
                .Shapes(tensor)
                .Select(shape =>
                    shape switch
                    {
                        [_, var channels, var height, var width] => new FeatureShape(
                            (int)channels,
                            (int)height,
                            (int)width
                        ),
                        [_, var channels] => new FeatureShape((int)channels, 1, 1),
                        [_, var channels, 1] => new FeatureShape((int)channels, 1, 1),
                        _ => throw Unreadable(
                            step,
                            $"it works on tensors of {shape.Length} axes, [{string.Join(", ", shape)}], and a MODEL "
                                + "has images (N, C, H, W)"
                        ),
                    }
                ),
        ];
}
