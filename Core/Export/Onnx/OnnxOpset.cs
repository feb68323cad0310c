using System.Runtime.InteropServices;
using Google.Protobuf;
using GsFramework.Core.Interchange.Onnx.Messages;
using GsFramework.Graph;
using AttributeType = GsFramework.Core.Interchange.Onnx.Messages.AttributeProto.Types.AttributeType;
using DataType = GsFramework.Core.Interchange.Onnx.Messages.TensorProto.Types.DataType;

namespace GsFramework.Core.Export.Onnx;

/// <summary>Writes the nodes of a graph in the forms of another version of the ONNX operators. Layers write those of
/// <see cref="Usual"/>.</summary>
internal static class OnnxOpset
{
    /// <summary>The first version with all operators that layers write, which every runtime of the last years
    /// reads.</summary>
    public const int Usual = 17;

    /// <summary>The oldest version that can be asked for.</summary>
    public const int Oldest = 9;

    /// <summary>The newest.</summary>
    public const int Newest = 21;

    private const int ShapeParts = 15;
    private const int HardSwish = 14;
    private const int SumAxes = 13;
    private const int AxisOfScales = 13;
    /// <summary>The first version whose Pad takes its sizes as a value, and integers.</summary>
    public const int InputsOfPadAndClip = 11;
    private const int ResizeOfAllModes = 11;
    private const int InputsOfSlice = 10;
    private const int MeanAxes = 18;

    private static readonly string[] _ends = ["min", "max"];
    private static readonly string[] _parts = ["starts", "ends", "axes"];

    // Operators that have no older form.
    private static readonly Dictionary<string, int> _since = new()
    {
        ["Round"] = 11,
        ["DequantizeLinear"] = 10,
        ["QuantizeLinear"] = 10,
        ["Erf"] = 9,
    };

    /// <summary>The version of the file format that came with a version of the operators.</summary>
    public static int FormatOf(int opset) =>
        opset switch
        {
            9 => 4,
            10 => 5,
            11 => 6,
            < 15 => 7,
            < 19 => 8,
            < 21 => 9,
            _ => 10,
        };

    /// <summary>Rewrites the nodes in place.</summary>
    /// <param name="graph">A graph of <see cref="Usual"/>.</param>
    /// <param name="opset">The version, from <see cref="Oldest"/> to <see cref="Newest"/>.</param>
    /// <exception cref="GraphException">A node cannot be written so.</exception>
    public static void Convert(GraphProto graph, int opset)
    {
        if (opset == Usual)
        {
            return;
        }

        var nodes = graph.Node.SelectMany(node => Converted(node, new Constants(graph), opset)).ToList();
        graph.Node.Clear();
        graph.Node.AddRange(nodes);
        var read = nodes.SelectMany(static node => node.Input).ToHashSet();
        foreach (var unread in graph.Initializer.Where(tensor => !read.Contains(tensor.Name)).ToArray())
        {
            graph.Initializer.Remove(unread);
        }
    }

    private static IEnumerable<NodeProto> Converted(NodeProto node, Constants constants, int opset)
    {
        if (_since.TryGetValue(node.OpType, out var since) && opset < since)
        {
            throw Needs(node, since, opset);
        }

        return node.OpType switch
        {
            "Shape" when opset < ShapeParts && node.Attribute.Count > 0 => PartOfShape(node, constants, opset),
            "HardSwish" when opset < HardSwish => HardSwishOf(node, constants, opset),
            "ReduceSum" when opset < SumAxes => [AsAttribute(node, constants, "axes")],
            "ReduceMean" or "ReduceProd" or "ReduceSumSquare" when opset >= MeanAxes => [AsInput(node, constants)],
            "DequantizeLinear" or "QuantizeLinear"
                when opset < AxisOfScales && node.Attribute.Any(static attribute => attribute.Name == "axis") =>
                throw Needs(node, AxisOfScales, opset),
            "Pad" when opset < InputsOfPadAndClip => [OldPad(node, constants, opset)],
            "Clip" when opset < InputsOfPadAndClip => [OldClip(node, constants)],
            "Resize" when opset < ResizeOfAllModes => [OldResize(node, constants, opset)],
            "Resize" when opset < SumAxes => [WithRegion(node, constants)],
            "DepthToSpace" when opset < 11 => throw Needs(node, 11, opset),
            "Slice" when opset < InputsOfSlice => [OldSlice(node, constants)],
            _ => [node],
        };
    }

    private static GraphException Needs(NodeProto node, int needed, int opset) =>
        new($"--opset {opset}: node '{node.Name}' ({node.OpType}) needs opset {needed} or later.");

    // Shape has parts since opset 15: a slice of the whole does the same.
    private static IEnumerable<NodeProto> PartOfShape(NodeProto node, Constants constants, int opset)
    {
        var start = Number(node, "start") ?? 0;
        var end = Number(node, "end") ?? int.MaxValue;
        var whole = Node("Shape", $"{node.Name}/whole", node.Input[0]);
        var slice = Node(
            "Slice",
            node.Name,
            whole.Name,
            constants.Add($"{node.Name}/start", start),
            constants.Add($"{node.Name}/end", end)
        );
        return [whole, .. opset < InputsOfSlice ? [OldSlice(slice, constants)] : new[] { slice }];
    }

    // x·min(max(x / 6 + 1/2, 0), 1)
    private static IEnumerable<NodeProto> HardSwishOf(NodeProto node, Constants constants, int opset)
    {
        var sixth = Node(
            "Mul",
            $"{node.Name}/sixth",
            node.Input[0],
            constants.Add($"{node.Name}/factor", 1f / 6)
        );
        var sum = Node("Add", $"{node.Name}/sum", sixth.Name, constants.Add($"{node.Name}/half", 0.5f));
        var clip = Node(
            "Clip",
            $"{node.Name}/clip",
            sum.Name,
            constants.Add($"{node.Name}/zero", 0f),
            constants.Add($"{node.Name}/one", 1f)
        );
        return
        [
            sixth,
            sum,
            opset < InputsOfPadAndClip ? OldClip(clip, constants) : clip,
            Node("Mul", node.Name, node.Input[0], clip.Name),
        ];
    }

    private static NodeProto AsAttribute(NodeProto node, Constants constants, string name)
    {
        var old = Without(node, inputs: 1);
        old.Attribute.Add(Numbers(name, constants.Integers(node.Input[1])));
        return old;
    }

    private static NodeProto AsInput(NodeProto node, Constants constants)
    {
        var axes = node.Attribute.FirstOrDefault(static attribute => attribute.Name == "axes");
        if (axes is null)
        {
            return node;
        }

        var converted = node.Clone();
        converted.Attribute.Remove(converted.Attribute.First(static attribute => attribute.Name == "axes"));
        converted.Input.Add(constants.Add($"{node.Name}/axes", [.. axes.Ints]));
        return converted;
    }

    private static NodeProto OldPad(NodeProto node, Constants constants, int opset)
    {
        if (constants.Find(node.Input[1]) is null)
        {
            throw Needs(node, InputsOfPadAndClip, opset);
        }

        // Zeros are the default.
        return AsAttribute(node, constants, "pads");
    }

    private static NodeProto OldClip(NodeProto node, Constants constants)
    {
        var old = Without(node, inputs: 1);
        foreach (var (name, input) in _ends.Zip(node.Input.Skip(1)))
        {
            if (input.Length > 0)
            {
                old.Attribute.Add(
                    new AttributeProto
                    {
                        Name = name,
                        Type = AttributeType.Float,
                        F = constants.Floats(input)[0],
                    }
                );
            }
        }

        return old;
    }

    private static NodeProto OldSlice(NodeProto node, Constants constants)
    {
        var old = Without(node, inputs: 1);
        foreach (var (name, input) in _parts.Zip(node.Input.Skip(1)))
        {
            old.Attribute.Add(Numbers(name, constants.Integers(input)));
        }

        return old;
    }

    // Before opset 11 there was only one way to place pixels, and before 10 another name.
    private static NodeProto OldResize(NodeProto node, Constants constants, int opset)
    {
        string? Word(string name) =>
            node.Attribute.FirstOrDefault(attribute => attribute.Name == name)?.S.ToStringUtf8();
        var isOld =
            Word("coordinate_transformation_mode") == "asymmetric"
            && Word("mode") != "cubic"
            && Word("nearest_mode") is null or "floor"
            && node.Input.Count == 3
            && constants.Floats(node.Input[2]).All(static scale => scale >= 1);
        if (!isOld)
        {
            throw Needs(node, ResizeOfAllModes, opset);
        }

        var old = Node(opset < 10 ? "Upsample" : "Resize", node.Name, node.Input[0], node.Input[2]);
        old.Attribute.Add(node.Attribute.First(static attribute => attribute.Name == "mode"));
        return old;
    }

    // Before opset 13 the region could not be left out.
    private static NodeProto WithRegion(NodeProto node, Constants constants)
    {
        var converted = node.Clone();
        converted.Input[1] = constants.Empty($"{node.Name}/roi");
        if (converted.Input.Count > 3 && converted.Input[2].Length == 0)
        {
            converted.Input[2] = constants.Empty($"{node.Name}/scales");
        }

        return converted;
    }

    private static NodeProto Without(NodeProto node, int inputs)
    {
        var copy = node.Clone();
        while (copy.Input.Count > inputs)
        {
            copy.Input.RemoveAt(copy.Input.Count - 1);
        }

        return copy;
    }

    private static NodeProto Node(string operation, string name, params ReadOnlySpan<string> inputs)
    {
        var node = new NodeProto { OpType = operation, Name = name };
        node.Output.Add(name);
        foreach (var input in inputs)
        {
            node.Input.Add(input);
        }

        return node;
    }

    private static long? Number(NodeProto node, string name) =>
        node.Attribute.FirstOrDefault(attribute => attribute.Name == name)?.I;

    private static AttributeProto Numbers(string name, IEnumerable<long> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    private sealed class Constants(GraphProto graph)
    {
        public TensorProto? Find(string name) => graph.Initializer.FirstOrDefault(tensor => tensor.Name == name);

        public long[] Integers(string name) => Values<long>(name);

        public float[] Floats(string name) => Values<float>(name);

        public string Add(string name, params long[] values) => Add<long>(name, DataType.Int64, values, values.Length);

        public string Add(string name, float value) => Add<float>(name, DataType.Float, [value]);

        public string Empty(string name) => Add<float>(name, DataType.Float, [], 0);

        private T[] Values<T>(string name)
            where T : unmanaged => MemoryMarshal.Cast<byte, T>(Find(name)!.RawData.Span).ToArray();

        private string Add<T>(string name, DataType type, T[] values, params long[] shape)
            where T : unmanaged
        {
            var tensor = new TensorProto
            {
                Name = name,
                DataType = (int)type,
                RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())),
            };
            tensor.Dims.AddRange(shape);
            graph.Initializer.Add(tensor);
            return name;
        }
    }
}
