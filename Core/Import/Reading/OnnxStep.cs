using GsFramework.Core.Interchange.Onnx.Messages;

namespace GsFramework.Core.Import.Reading;

/// <summary>A node of an ONNX file.</summary>
/// <param name="Name">Its name, or that of its first output where it has none.</param>
/// <param name="Operation">The operator; with its domain where that is not the default one.</param>
/// <param name="Inputs">Names of tensors; empty for one that is left out.</param>
/// <param name="Outputs">Names of tensors.</param>
/// <param name="Attributes">By name.</param>
internal sealed record OnnxStep(
    string Name,
    string Operation,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    IReadOnlyDictionary<string, AttributeProto> Attributes
)
{
    /// <summary>The beginning of the names of operators that were put together from several nodes.</summary>
    public const string Own = "gs.";

    /// <summary>The node of a file.</summary>
    public static OnnxStep Of(NodeProto node) =>
        new(
            node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault("?"),
            node.Domain is "" or "ai.onnx" ? node.OpType : $"{node.Domain}.{node.OpType}",
            [.. node.Input],
            [.. node.Output],
            node.Attribute.ToDictionary(static attribute => attribute.Name)
        );

    /// <summary>The first output.</summary>
    public string Output => Outputs[0];

    /// <summary>The name of an input, or null where it is left out.</summary>
    public string? Input(int number) => number < Inputs.Count && Inputs[number].Length > 0 ? Inputs[number] : null;

    /// <summary>A whole number.</summary>
    public long Integer(string name, long otherwise) => Attributes.GetValueOrDefault(name)?.I ?? otherwise;

    /// <summary>A list of whole numbers, or null.</summary>
    public long[]? Integers(string name) => Attributes.GetValueOrDefault(name) is { } found ? [.. found.Ints] : null;

    /// <summary>A number.</summary>
    public float Number(string name, float otherwise) => Attributes.GetValueOrDefault(name)?.F ?? otherwise;

    /// <summary>Numbers, or null.</summary>
    public float[]? Numbers(string name) => Attributes.GetValueOrDefault(name) is { } found ? [.. found.Floats] : null;

    /// <summary>A word.</summary>
    public string Text(string name, string otherwise) =>
        Attributes.GetValueOrDefault(name)?.S.ToStringUtf8() is { Length: > 0 } text ? text : otherwise;

    /// <summary>The node for the user.</summary>
    public override string ToString()
    {
        var isOwn = Operation.StartsWith(Own, StringComparison.Ordinal);
        return $"node '{Name}' ({(isOwn ? Operation[Own.Length..] : Operation)})";
    }
}
