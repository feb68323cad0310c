using Google.Protobuf;
using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Interchange.Onnx.Messages;
using GsFramework.Core.Inference;
using GsFramework.Graph;
using GsFramework.Graph.Onnx;
using static TorchSharp.torch;
using DataType = GsFramework.Core.Interchange.Onnx.Messages.TensorProto.Types.DataType;
using Dimension = GsFramework.Core.Interchange.Onnx.Messages.TensorShapeProto.Types.Dimension;

namespace GsFramework.Core.Export.Onnx;

/// <summary>Makes the bytes of an ONNX file of a network.</summary>
internal static class OnnxModel
{
    /// <summary>The file; the same network gives the same bytes.</summary>
    /// <param name="graph">The network, as it is to be written.</param>
    /// <param name="weights">Its tensors, on the CPU.</param>
    /// <param name="shape">What the file takes and gives.</param>
    /// <param name="card">What the file tells of itself.</param>
    /// <param name="halfKernels">True to store kernels in half precision.</param>
    /// <param name="opset">The version of the operators.</param>
    /// <exception cref="GraphException">A layer cannot be written, or not with operators of that version, or the
    /// network does not take images of that size.</exception>
    public static byte[] ToBytes(
        NetworkGraph graph,
        IReadOnlyDictionary<string, Tensor> weights,
        OnnxShape shape,
        OnnxCard card,
        bool halfKernels = false,
        int opset = OnnxOpset.Usual
    )
    {
        var writer = new OnnxGraphWriter(halfKernels, cutsZeros: opset >= OnnxOpset.InputsOfPadAndClip);
        var input = writer.Reserve(OnnxNetwork.InputName);
        var output = writer.Reserve(OnnxNetwork.OutputName);
        var image = shape.Pixels ? PixelNodes.Decode(writer.Scope("pixels"), input) : input;
        var result = GraphOnnx.Write(graph, weights, new OnnxValue(image), node => writer.Scope(node.Name));
        var last = writer.Scope("output");
        var value = shape.Pixels ? PixelNodes.Encode(last, last.Float(result)) : last.Float(result);
        if (value == input)
        {
            value = last.Add("Identity", [value]);
        }

        writer.Rename(value, output);
        PaddedWindows.Merge(writer.Graph);
        OnnxOpset.Convert(writer.Graph, opset);
        var to = shape is { Height: { } height, Width: { } width }
            ? graph.Shapes(new ImageSize(height, width))[graph.Output.Name]
            : (FeatureShape?)null;
        writer.Graph.Input.Add(Describe(input, shape, graph.InputChannels, shape.Height, shape.Width, ""));
        var channels = to?.Channels ?? Channels(graph);
        writer.Graph.Output.Add(Describe(output, shape, channels, to?.Height, to?.Width, "output_"));
        var model = new ModelProto
        {
            IrVersion = OnnxOpset.FormatOf(opset),
            ProducerName = "GsFramework",
            ProducerVersion = card.Framework,
            Graph = writer.Graph,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = opset });
        model.MetadataProps.AddRange(
            card.Entries().Select(static entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value })
        );
        return model.ToByteArray();
    }

    // Any image that the network takes will do: the channels do not depend on its size.
    private static int Channels(NetworkGraph graph) =>
        graph.Shapes(ImageSize.Square(GraphSizes.Of(graph).Least))[graph.Output.Name].Channels;

    private static ValueInfoProto Describe(
        string name,
        OnnxShape shape,
        int channels,
        int? height,
        int? width,
        string prefix
    )
    {
        var batch = Side(shape.Batch, "batch");
        var (rows, columns, planes) = (
            Side(height, prefix + "height"),
            Side(width, prefix + "width"),
            Side(channels, "")
        );
        var type = new TypeProto.Types.Tensor
        {
            ElemType = (int)(shape.Pixels ? DataType.Uint8 : DataType.Float),
            Shape = new TensorShapeProto(),
        };
        type.Shape.Dim.AddRange(shape.Pixels ? [batch, rows, columns, planes] : [batch, planes, rows, columns]);
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = type },
        };
    }

    private static Dimension Side(int? size, string name) =>
        size is { } fixedSize ? new Dimension { DimValue = fixedSize } : new Dimension { DimParam = name };
}
