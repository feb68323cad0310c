using Google.Protobuf;
using GsFramework.Core.Interchange.Onnx.Messages;

namespace GsFramework.Campaign.Fuzzing;

/// <summary>Damages the graph of an ONNX file: operators, wires, attributes, constants.</summary>
internal static class OnnxGraphMutation
{
    private static readonly string[] _operators =
    [
        "Add",
        "AveragePool",
        "Concat",
        "Conv",
        "ConvTranspose",
        "DepthToSpace",
        "Div",
        "Expand",
        "Gather",
        "GlobalAveragePool",
        "If",
        "InstanceNormalization",
        "LSTM",
        "MatMul",
        "Mul",
        "Pad",
        "Pow",
        "ReduceMean",
        "Relu",
        "Reshape",
        "Resize",
        "Shape",
        "Slice",
        "Softmax",
        "Split",
        "Transpose",
        "Unknown",
        "",
    ];

    private static readonly long[] _numbers = [0, 1, -1, 2, 3, 7, 64, int.MinValue, int.MaxValue, long.MaxValue];
    private static readonly float[] _values = [0, -1, 1e-45f, 1e38f, float.NaN, float.PositiveInfinity];

    public static byte[] Of(byte[] whole, Random random)
    {
        if (random.OneIn(6))
        {
            return ByteMutation.Of(whole, random);
        }

        var model = ModelProto.Parser.ParseFrom(whole);
        for (var change = random.Next(3); change >= 0; change--)
        {
            Change(model, random);
        }

        return model.ToByteArray();
    }

    private static void Change(ModelProto model, Random random)
    {
        var graph = model.Graph;
        var node = graph.Node.Count > 0 ? random.Pick(graph.Node) : new NodeProto();
        switch (random.Next(10))
        {
            case 0:
                node.OpType = random.Pick(_operators);
                break;
            case 1 when node.Input.Count > 0:
                node.Input[random.Next(node.Input.Count)] = Wire(graph, random);
                break;
            case 2 when node.Input.Count > 0:
                node.Input.RemoveAt(random.Next(node.Input.Count));
                break;
            case 3:
                node.Input.Add(Wire(graph, random));
                break;
            case 4 when node.Attribute.Count > 0:
                Change(random.Pick(node.Attribute), random);
                break;
            case 5 when node.Attribute.Count > 0:
                node.Attribute.RemoveAt(random.Next(node.Attribute.Count));
                break;
            case 6 when graph.Initializer.Count > 0:
                Change(random.Pick(graph.Initializer), random);
                break;
            case 7:
                graph.Node.Remove(node);
                break;
            case 8 when graph.Output.Count > 0:
                random.Pick(graph.Output).Name = Wire(graph, random);
                break;
            default:
                foreach (var set in model.OpsetImport)
                {
                    set.Version = random.Pick([1L, 7, 9, 11, 13, 18, 21, 99]);
                }

                break;
        }
    }

    private static void Change(AttributeProto attribute, Random random)
    {
        attribute.I = random.Pick(_numbers);
        attribute.F = random.Pick(_values);
        if (attribute.Ints.Count > 0)
        {
            attribute.Ints[random.Next(attribute.Ints.Count)] = random.Pick(_numbers);
        }
    }

    private static void Change(TensorProto tensor, Random random)
    {
        if (random.OneIn(2) && tensor.Dims.Count > 0)
        {
            tensor.Dims[random.Next(tensor.Dims.Count)] = random.Pick(_numbers);
        }
        else
        {
            var bytes = tensor.RawData.ToByteArray();
            if (bytes.Length > 0)
            {
                random.NextBytes(bytes.AsSpan(0, Math.Min(8, bytes.Length)));
                tensor.RawData = ByteString.CopyFrom(bytes);
            }
        }
    }

    private static string Wire(GraphProto graph, Random random)
    {
        string[] names =
        [
            .. graph.Node.SelectMany(static node => node.Output),
            .. graph.Initializer.Select(static tensor => tensor.Name),
            .. graph.Input.Select(static input => input.Name),
            "",
            "nothing",
        ];
        return random.Pick(names);
    }
}
