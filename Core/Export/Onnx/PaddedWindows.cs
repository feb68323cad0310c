using System.Runtime.InteropServices;
using GsFramework.Core.Interchange.Onnx.Messages;

namespace GsFramework.Core.Export.Onnx;

/// <summary>Padding with zeros that only integer convolutions read becomes padding of their windows, which may differ
/// on each side and costs nothing.</summary>
internal static class PaddedWindows
{
    // (N, C, H, W)
    private const int Axes = 4;

    /// <summary>Rewrites the nodes in place.</summary>
    public static void Merge(GraphProto graph)
    {
        var constants = graph.Initializer.ToDictionary(static constant => constant.Name);
        foreach (var pad in graph.Node.Where(node => IsAroundImage(node, constants)).ToArray())
        {
            var dequantized = Readers(graph, pad).ToArray();
            var windows = dequantized.SelectMany(node => Readers(graph, node)).ToArray();
            if (
                dequantized.Length == 0
                || !Array.TrueForAll(dequantized, node => StandsForZero(node, pad.Input[2], constants))
                || !Array.TrueForAll(windows, node => node.OpType == "Conv")
            )
            {
                continue;
            }

            var pads = Longs(constants[pad.Input[1]]);
            foreach (var sides in windows.Select(Pads))
            {
                (sides[0], sides[1], sides[2], sides[3]) =
                    (sides[0] + pads[2], sides[1] + pads[3], sides[2] + pads[6], sides[3] + pads[7]);
            }

            foreach (var node in dequantized)
            {
                node.Input[0] = pad.Input[0];
            }

            graph.Node.Remove(pad);
        }

        RemoveUnread(graph);
    }

    private static bool IsAroundImage(NodeProto node, Dictionary<string, TensorProto> constants) =>
        node is { OpType: "Pad", Input.Count: 3, Attribute.Count: 0 }
        && constants.TryGetValue(node.Input[1], out var pads)
        && constants.ContainsKey(node.Input[2])
        && Longs(pads) is [0, 0, >= 0, >= 0, 0, 0, >= 0, >= 0];

    private static IEnumerable<NodeProto> Readers(GraphProto graph, NodeProto node) =>
        graph.Node.Where(reader => reader.Input.Contains(node.Output[0]));

    private static bool StandsForZero(NodeProto node, string zero, Dictionary<string, TensorProto> constants) =>
        node is { OpType: "DequantizeLinear", Input.Count: 3 }
        && constants.TryGetValue(node.Input[2], out var point)
        && point.RawData.Equals(constants[zero].RawData);

    private static Google.Protobuf.Collections.RepeatedField<long> Pads(NodeProto node) =>
        node.Attribute.Single(static attribute => attribute.Name == "pads").Ints;

    private static long[] Longs(TensorProto constant) =>
        constant.Dims is [2 * Axes] ? MemoryMarshal.Cast<byte, long>(constant.RawData.Span).ToArray() : [];

    private static void RemoveUnread(GraphProto graph)
    {
        var read = graph.Node.SelectMany(static node => node.Input).ToHashSet();
        foreach (var unread in graph.Initializer.Where(constant => !read.Contains(constant.Name)).ToArray())
        {
            graph.Initializer.Remove(unread);
        }
    }
}
