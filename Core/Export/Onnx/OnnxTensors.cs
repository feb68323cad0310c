using Google.Protobuf;
using GsFramework.Core.Interchange.Onnx.Messages;
using TorchSharp;
using static TorchSharp.torch;
using DataType = GsFramework.Core.Interchange.Onnx.Messages.TensorProto.Types.DataType;

namespace GsFramework.Core.Export.Onnx;

/// <summary>Tensors as ONNX stores them.</summary>
internal static class OnnxTensors
{
    /// <summary>A constant of the graph.</summary>
    public static TensorProto Write(string name, Tensor value)
    {
        using var scope = NewDisposeScope();
        var plain = value.detach().cpu().contiguous();
        var message = new TensorProto
        {
            Name = name,
            DataType = (int)TypeOf(plain.dtype),
            RawData = ByteString.CopyFrom(plain.bytes),
        };
        message.Dims.AddRange(plain.shape);
        return message;
    }

    private static DataType TypeOf(ScalarType type) =>
        type switch
        {
            ScalarType.Float32 => DataType.Float,
            ScalarType.Float64 => DataType.Double,
            ScalarType.Float16 => DataType.Float16,
            ScalarType.Int64 => DataType.Int64,
            ScalarType.Int32 => DataType.Int32,
            ScalarType.Int8 => DataType.Int8,
            ScalarType.Byte => DataType.Uint8,
            _ => throw new ArgumentException($"A constant of an ONNX graph cannot be {type}.", nameof(type)),
        };
}
