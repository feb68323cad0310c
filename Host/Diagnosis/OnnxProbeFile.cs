using System.Runtime.InteropServices;
using Google.Protobuf;
using GsFramework.Core.Interchange.Onnx.Messages;
using GsFramework.Core.Inference;
using DataType = GsFramework.Core.Interchange.Onnx.Messages.TensorProto.Types.DataType;
using Dimension = GsFramework.Core.Interchange.Onnx.Messages.TensorShapeProto.Types.Dimension;

namespace GsFramework.Host.Diagnosis;

/// <summary>A small ONNX file, its input, and its output as plain loops over whole numbers compute it. All numbers are
/// whole and small enough for fp32 to hold every sum exactly, in whatever order: a right runtime gives just
/// these.</summary>
/// <param name="Name"><c>fp32</c> or <c>int8</c>.</param>
/// <param name="Bytes">The file.</param>
/// <param name="Shape">Of the input.</param>
/// <param name="Input">The input.</param>
/// <param name="Expected">The output.</param>
internal sealed record OnnxProbeFile(string Name, byte[] Bytes, long[] Shape, float[] Input, float[] Expected)
{
    private const int Opset = 17;
    private const int IrVersion = 8;
    private const int Seed = 20200823;

    // The sums have a spread of some 80 such steps: few reach the ends of uint8.
    private const int OutputStep = 4096;
    private const int OutputZero = 128;

    /// <summary>A convolution in fp32, 5 to 7 channels.</summary>
    public static OnnxProbeFile Single()
    {
        var convolution = WholeConvolution.Random(
            new Random(Seed),
            5,
            7,
            static random => random.Next(-8, 9),
            static random => random.Next(-8, 9)
        );
        return new OnnxProbeFile(
            "fp32",
            Model(
                convolution,
                [Convolution(OnnxNetwork.InputName, "weight", OnnxNetwork.OutputName)],
                [Tensor("weight", DataType.Float, Floats(convolution.Weights), convolution.WeightShape)]
            ),
            convolution.InputShape,
            [.. convolution.Input.Select(static value => (float)value)],
            [.. convolution.Sums().Select(static sum => (float)sum)]
        );
    }

    /// <summary>
    /// A convolution of uint8 by int8, 16 to 32 channels, written as <c>gs export</c> writes it, so that it becomes
    /// QLinearConv. Nearly all products are so large that two of them overflow 16 bits, in which processors without
    /// VNNI add them.
    /// </summary>
    public static OnnxProbeFile Integer()
    {
        var convolution = WholeConvolution.Random(
            new Random(Seed),
            16,
            32,
            static random => random.Next(200, 256),
            static random => random.Next(100, 128) * (random.Next(2) == 0 ? 1 : -1)
        );
        NodeProto[] nodes =
        [
            Node("QuantizeLinear", "xq", OnnxNetwork.InputName, "one", "zero"),
            Node("DequantizeLinear", "x", "xq", "one", "zero"),
            Node("DequantizeLinear", "w", "weight", "one", "signedZero"),
            Convolution("x", "w", "sum"),
            Node("QuantizeLinear", "yq", "sum", "step", "middle"),
            Node("DequantizeLinear", OnnxNetwork.OutputName, "yq", "step", "middle"),
        ];
        TensorProto[] constants =
        [
            Tensor("one", DataType.Float, Floats([1]), []),
            Tensor("step", DataType.Float, Floats([OutputStep]), []),
            Tensor("zero", DataType.Uint8, [0], []),
            Tensor("middle", DataType.Uint8, [OutputZero], []),
            Tensor("signedZero", DataType.Int8, [0], []),
            Tensor(
                "weight",
                DataType.Int8,
                [.. convolution.Weights.Select(static value => unchecked((byte)(sbyte)value))],
                convolution.WeightShape
            ),
        ];
        return new OnnxProbeFile(
            "int8",
            Model(convolution, nodes, constants),
            convolution.InputShape,
            [.. convolution.Input.Select(static value => (float)value)],
            [.. convolution.Sums().Select(Quantized)]
        );
    }

    /// <summary>A sum as the file's last quantiser gives it.</summary>
    internal static float Quantized(int sum) =>
        (float)(
            Math.Clamp(Math.Round((double)sum / OutputStep, MidpointRounding.ToEven), -OutputZero, 255 - OutputZero)
            * OutputStep
        );

    private static byte[] Model(WholeConvolution convolution, NodeProto[] nodes, TensorProto[] constants)
    {
        var graph = new GraphProto { Name = "doctor" };
        graph.Node.AddRange(nodes);
        graph.Initializer.AddRange(constants);
        graph.Input.Add(Describe(OnnxNetwork.InputName, convolution.InputShape));
        graph.Output.Add(Describe(OnnxNetwork.OutputName, convolution.OutputShape));
        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "GsFramework",
            Graph = graph,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = Opset });
        return model.ToByteArray();
    }

    private static NodeProto Convolution(string input, string weight, string output)
    {
        var node = Node("Conv", output, input, weight);
        var pads = new AttributeProto { Name = "pads", Type = AttributeProto.Types.AttributeType.Ints };
        pads.Ints.AddRange([1, 1, 1, 1]);
        node.Attribute.Add(pads);
        return node;
    }

    private static NodeProto Node(string type, string output, params string[] inputs)
    {
        var node = new NodeProto { OpType = type, Name = $"{type}_{output}" };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        return node;
    }

    private static TensorProto Tensor(string name, DataType type, byte[] data, long[] shape)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)type,
            RawData = ByteString.CopyFrom(data),
        };
        tensor.Dims.AddRange(shape);
        return tensor;
    }

    private static byte[] Floats(IEnumerable<int> values) =>
        MemoryMarshal.AsBytes<float>(values.Select(static value => (float)value).ToArray()).ToArray();

    private static ValueInfoProto Describe(string name, long[] shape)
    {
        var type = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float, Shape = new TensorShapeProto() };
        type.Shape.Dim.AddRange(shape.Select(static side => new Dimension { DimValue = side }));
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = type },
        };
    }
}
