using System.Runtime.InteropServices;
using GsFramework.Core.Interchange.Onnx.Messages;

namespace GsFramework.Core.Inference;

/// <summary>Which operators of an ONNX file make something else of a part of an image than of the whole.</summary>
internal static class WholeImageOperators
{
    private static readonly HashSet<string> _always =
    [
        "InstanceNormalization",
        "GroupNormalization",
        "MeanVarianceNormalization",
        "GlobalAveragePool",
        "GlobalLpPool",
        "GlobalMaxPool",
    ];

    /// <summary>True when a file has one of them.</summary>
    /// <param name="file">The bytes of a file that ONNX Runtime takes.</param>
    public static bool AreIn(byte[] file)
    {
        var graph = ModelProto.Parser.ParseFrom(file).Graph;
        var constants = graph.Initializer.ToDictionary(static tensor => tensor.Name);
        return graph.Node.Any(node => _always.Contains(node.OpType) || AddsUpPixels(node, constants));
    }

    // Sums over rows or columns, and not those over channels or over the numbers of a shape.
    private static bool AddsUpPixels(NodeProto node, Dictionary<string, TensorProto> constants)
    {
        if (!node.OpType.StartsWith("Reduce", StringComparison.Ordinal))
        {
            return false;
        }

        var axes = node.Attribute.FirstOrDefault(static attribute => attribute.Name == "axes")?.Ints.ToArray();
        if (axes is null && node.Input.Count > 1 && constants.TryGetValue(node.Input[1], out var constant))
        {
            axes = MemoryMarshal.Cast<byte, long>(constant.RawData.Span).ToArray();
        }

        return axes?.Any(static axis => axis is 2 or 3 or -1 or -2) == true;
    }
}
