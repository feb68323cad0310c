using GsFramework.Core.Inference;
using GsFramework.Graph;

namespace GsFramework.Host.Benchmarking.Layers;

/// <summary>Tells which layer the operators of a file belong to. Their names begin with those of their layers, except
/// for what ONNX Runtime puts in between to rearrange values.</summary>
internal sealed class OperatorLayers
{
    private const string BeforeConvolution = "ReorderInput";

    private readonly Dictionary<string, string?> _known = [];
    private readonly string[] _names;
    private readonly string _last;

    /// <summary>Of the layers of a network.</summary>
    public OperatorLayers(NetworkGraph graph)
    {
        _names = [.. graph.Nodes.Select(static node => node.Name).OrderByDescending(static name => name.Length)];
        _last = graph.Nodes.LastOrDefault(static node => node.Layer.MixesChannels)?.Name ?? graph.Output.Name;
    }

    /// <summary>For each operator its layer: one without a name of a layer belongs to that before it, or, where it
    /// makes the input of a convolution, to that behind it.</summary>
    /// <param name="operators">In the order in which they ran.</param>
    public string[] Of(IReadOnlyList<TimedOperator> operators)
    {
        var layers = operators.Select(entry => Find(entry.Name)).ToArray();
        for (var i = layers.Length - 2; i >= 0; i--)
        {
            layers[i] ??= operators[i].Operator == BeforeConvolution ? layers[i + 1] : null;
        }

        for (var i = 1; i < layers.Length; i++)
        {
            layers[i] ??= layers[i - 1];
        }

        var first = Array.Find(layers, static layer => layer is not null) ?? _last;
        return [.. layers.Select(layer => layer ?? first)];
    }

    private string? Find(string name)
    {
        if (!_known.TryGetValue(name, out var layer))
        {
            layer = _names.FirstOrDefault(candidate => Begins(name, candidate));

            // A convolution that ONNX Runtime has rearranged is called as its output.
            layer ??= Begins(name, OnnxNetwork.OutputName) ? _last : null;
            _known[name] = layer;
        }

        return layer;
    }

    private static bool Begins(string name, string layer) =>
        name.StartsWith(layer, StringComparison.Ordinal)
        && (name.Length == layer.Length || !char.IsLetterOrDigit(name[layer.Length]));
}
