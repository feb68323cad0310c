using System.Runtime.InteropServices;
using Google.Protobuf;
using GsFramework.Tests.Host;
using GsFramework.Core.Interchange.Onnx.Messages;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Import;

/// <summary>Writes ONNX files node by node, as other programs would.</summary>
internal sealed class OnnxFileBuilder
{
    private readonly ModelProto _model = new() { IrVersion = 8, Graph = new GraphProto { Name = "test" } };
    private readonly int _seed;
    private int _count;

    public OnnxFileBuilder(int opset = 17, int seed = 1)
    {
        _seed = seed;
        _model.OpsetImport.Add(new OperatorSetIdProto { Version = opset });
    }

    public ModelProto Model => _model;

    public static AttributeProto Number(string name, long value) =>
        new()
        {
            Name = name,
            I = value,
            Type = AttributeProto.Types.AttributeType.Int,
        };

    public static AttributeProto Real(string name, float value) =>
        new()
        {
            Name = name,
            F = value,
            Type = AttributeProto.Types.AttributeType.Float,
        };

    public static AttributeProto Word(string name, string value) =>
        new()
        {
            Name = name,
            S = ByteString.CopyFromUtf8(value),
            Type = AttributeProto.Types.AttributeType.String,
        };

    public static AttributeProto Numbers(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    /// <summary>An input; a side of 0 or less is not fixed.</summary>
    public string Input(string name, params long[] shape)
    {
        _model.Graph.Input.Add(Port(name, shape));
        return name;
    }

    public void Output(string name, params long[] shape) => _model.Graph.Output.Add(Port(name, shape));

    public string Node(string operation, string[] inputs, params AttributeProto[] attributes) =>
        Nodes(operation, inputs, 1, attributes)[0];

    public string[] Nodes(string operation, string[] inputs, int outputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = operation, Name = $"{operation}_{_count++}" };
        node.Input.AddRange(inputs);
        node.Output.AddRange(Enumerable.Range(0, outputs).Select(index => $"{node.Name}_{index}"));
        node.Attribute.AddRange(attributes);
        _model.Graph.Node.Add(node);
        return [.. node.Output];
    }

    public string Weight(params long[] shape)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator((ulong)(_seed + _count), CPU);
        var fan = shape.Length > 1 ? shape.Skip(1).Aggregate(1.0, static (product, side) => product * side) : 1;
        return Constant((randn(shape, generator: random) / Math.Sqrt(fan)).data<float>().ToArray(), shape);
    }

    public string Constant(float[] values, params long[] shape) =>
        Add(TensorProto.Types.DataType.Float, MemoryMarshal.AsBytes(values.AsSpan()), shape);

    public string Constant(params long[] values) =>
        Add(TensorProto.Types.DataType.Int64, MemoryMarshal.AsBytes(values.AsSpan()), [values.Length]);

    public string Convolution(
        string input,
        int inputs,
        int outputs,
        int side = 3,
        params AttributeProto[] attributes
    ) =>
        Node(
            "Conv",
            [input, Weight(outputs, inputs, side, side), Weight(outputs)],
            attributes.Length > 0 ? attributes : [Numbers("pads", side / 2, side / 2, side / 2, side / 2)]
        );

    public string Write(Folder folder, string name = "net.onnx")
    {
        File.WriteAllBytes(folder[name], _model.ToByteArray());
        return folder[name];
    }

    private string Add(TensorProto.Types.DataType type, ReadOnlySpan<byte> bytes, long[] shape)
    {
        var tensor = new TensorProto
        {
            Name = $"constant_{_count++}",
            DataType = (int)type,
            RawData = ByteString.CopyFrom(bytes),
        };
        tensor.Dims.AddRange(shape);
        _model.Graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private static ValueInfoProto Port(string name, long[] shape)
    {
        var port = new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor
                {
                    ElemType = (int)TensorProto.Types.DataType.Float,
                    Shape = new TensorShapeProto(),
                },
            },
        };
        port.Type.TensorType.Shape.Dim.AddRange(
            shape.Select(
                (side, axis) =>
                    side > 0
                        ? new TensorShapeProto.Types.Dimension { DimValue = side }
                        : new TensorShapeProto.Types.Dimension { DimParam = $"{name}_{axis}" }
            )
        );
        return port;
    }
}
