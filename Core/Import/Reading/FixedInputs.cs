using System.Runtime.InteropServices;
using Google.Protobuf;
using GsFramework.Core.Interchange.Onnx.Messages;

namespace GsFramework.Core.Import.Reading;

/// <summary>Gives the inputs beside the image fixed values: a label, a style.</summary>
internal static class FixedInputs
{
    /// <summary>Makes constants of them, in place.</summary>
    /// <param name="file">The file.</param>
    /// <param name="image">The image.</param>
    /// <param name="values">By name; one value stands for all elements.</param>
    /// <exception cref="UserException">An input has no value, or a value fits no input.</exception>
    public static void Apply(
        OnnxFile file,
        ImagePort image,
        IReadOnlyDictionary<string, IReadOnlyList<float>> values
    )
    {
        var graph = file.Model.Graph;
        var weights = graph.Initializer.Select(static tensor => tensor.Name).ToHashSet();
        var others = graph.Input.Where(input => input.Name != image.Name && !weights.Contains(input.Name)).ToArray();
        if (values.Keys.FirstOrDefault(name => Array.TrueForAll(others, other => other.Name != name)) is { } unknown)
        {
            throw new UserException(
                $"--fix {unknown}: '{file.Path}' has no such input beside the image '{image.Name}'."
            );
        }

        foreach (var input in others)
        {
            if (!values.TryGetValue(input.Name, out var given))
            {
                throw new UserException(
                    $"'{file.Path}' has the input '{input.Name}' beside the image '{image.Name}'. A MODEL takes only "
                        + $"an image: give the other a value with --fix {input.Name}=VALUE, such as 0 or 0,1,0."
                );
            }

            graph.Initializer.Add(Constant(input, given));
        }

        // Weights that are inputs as well count as variable. Since version 4 of the format they need not be.
        file.Model.IrVersion = Math.Max(file.Model.IrVersion, 4);
        var fix = graph.Input.Where(input => input.Name != image.Name).ToArray();
        foreach (var input in fix)
        {
            graph.Input.Remove(input);
        }
    }

    private static TensorProto Constant(ValueInfoProto input, IReadOnlyList<float> given)
    {
        var type = (TensorProto.Types.DataType)input.Type.TensorType.ElemType;

        // A batch that is not fixed is of one.
        long[] shape =
        [
            .. (input.Type.TensorType.Shape?.Dim ?? []).Select(
                (side, axis) =>
                    side.DimValue > 0 ? side.DimValue
                    : axis == 0 ? 1
                    : given.Count
            ),
        ];
        var count = shape.Aggregate(1L, static (product, side) => product * side);
        if (given.Count != 1 && given.Count != count)
        {
            throw new UserException(
                $"--fix {input.Name}: it has {count} values, [{string.Join(", ", shape)}], not {given.Count}."
            );
        }

        float[] values = given.Count == 1 ? [.. Enumerable.Repeat(given[0], (int)count)] : [.. given];
        var tensor = new TensorProto { Name = input.Name, DataType = (int)type };
        tensor.Dims.AddRange(shape);
        tensor.RawData = type switch
        {
            TensorProto.Types.DataType.Float => Bytes(values),
            TensorProto.Types.DataType.Int64 => Bytes(Array.ConvertAll(values, static value => (long)value)),
            TensorProto.Types.DataType.Int32 => Bytes(Array.ConvertAll(values, static value => (int)value)),
            TensorProto.Types.DataType.Double => Bytes(Array.ConvertAll(values, static value => (double)value)),
            TensorProto.Types.DataType.Float16 => Bytes(Array.ConvertAll(values, static value => (Half)value)),
            TensorProto.Types.DataType.Bool => Bytes(Array.ConvertAll(values, static value => value != 0)),
            _ => throw new UserException($"--fix {input.Name}: values of the type {type} cannot be given."),
        };
        return tensor;
    }

    private static ByteString Bytes<T>(T[] values)
        where T : unmanaged => ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));
}
