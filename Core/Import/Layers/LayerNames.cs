using System.Text.RegularExpressions;
using GsFramework.Core.Import.Reading;
using GsFramework.Graph;

namespace GsFramework.Core.Import.Layers;

/// <summary>Names for layers: those of PyTorch's modules, as far as the exporter kept them.</summary>
internal sealed partial class LayerNames
{
    private const string Kernel = ".weight";

    private readonly HashSet<string> _taken = [NetworkGraph.InputName];

    /// <summary>A name that no layer has yet.</summary>
    /// <param name="step">The node that the layer comes from.</param>
    /// <param name="suffix">What tells it from the node's other layers, or empty.</param>
    /// <param name="facts">Says which inputs are weights.</param>
    public string Of(OnnxStep step, string suffix, OnnxFacts facts)
    {
        var name = Cleaned(OfWeight(step, facts) ?? OfScopes(step.Name)) + suffix;
        var unique = name;
        for (var number = 2; !_taken.Add(unique); number++)
        {
            unique = $"{name}_{number}";
        }

        return unique;
    }

    // Names such as onnx::Conv_123 are the exporter's.
    private static string? OfWeight(OnnxStep step, OnnxFacts facts) =>
        step.Inputs.FirstOrDefault(name =>
                name.EndsWith(Kernel, StringComparison.Ordinal)
                && !name.Contains("::", StringComparison.Ordinal)
                && !facts.IsFeature(name)
            )
            is { } weight
            ? weight[..^Kernel.Length]
            : null;

    // Of /layers/layers.1/conv/Conv the module is layers.1.conv: a part that begins with the one before it takes its
    // place.
    private static string OfScopes(string name)
    {
        var parts = name.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var path = new List<string>();
        foreach (var part in parts.Length > 1 ? parts[..^1] : parts)
        {
            if (path.Count > 0 && part.StartsWith(path[^1] + ".", StringComparison.Ordinal))
            {
                path[^1] = part;
            }
            else
            {
                path.Add(part);
            }
        }

        return path.Count > 0 ? string.Join('.', path) : "layer";
    }

    private static string Cleaned(string name) =>
        Other().Replace(name, "_").Trim('.') is { Length: > 0 } clean ? clean : "layer";

    [GeneratedRegex("[^A-Za-z0-9_.-]+")]
    private static partial Regex Other();
}
