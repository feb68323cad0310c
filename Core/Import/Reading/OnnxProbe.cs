using Google.Protobuf;
using GsFramework.Core.Interchange.Onnx.Messages;
using GsFramework.Core.Inference;
using GsFramework.Graph;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace GsFramework.Core.Import.Reading;

/// <summary>
/// Runs the graph of an ONNX file in ONNX Runtime for one size of image and takes out shapes and values from within. So
/// constants are folded and shapes inferred by what will run the network, whatever operators they are computed with.
/// </summary>
internal static class OnnxProbe
{
    private const string ShapePrefix = "gs.shape/";
    private const string CopyPrefix = "gs.copy/";
    private const string ExternalFolder = "session.model_external_initializers_file_folder_path";

    /// <summary>What a run found.</summary>
    /// <param name="Shapes">By name of the tensor.</param>
    /// <param name="Values">By name of the tensor.</param>
    public sealed record Found(
        IReadOnlyDictionary<string, long[]> Shapes,
        IReadOnlyDictionary<string, OnnxConstant> Values
    );

    /// <summary>Runs the graph on a grey image.</summary>
    /// <param name="file">The file.</param>
    /// <param name="image">The input that is the image.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="shapes">Tensors whose shapes are wanted.</param>
    /// <param name="values">Tensors whose values are wanted.</param>
    /// <exception cref="OnnxRuntimeException">The network does not take an image of that shape.</exception>
    public static Found Run(
        OnnxFile file,
        string image,
        IReadOnlyList<long> shape,
        IReadOnlyCollection<string> shapes,
        IReadOnlyCollection<string> values
    )
    {
        // ONNX Runtime refuses to be asked for nothing, as for the constants of a network without any.
        if (shapes.Count + values.Count == 0)
        {
            return new Found(new Dictionary<string, long[]>(), new Dictionary<string, OnnxConstant>());
        }

        var (model, type) = Prepared(file, image, shape, shapes, values);
        OnnxEnvironment.Open();
        using var options = new OnnxSettings().ToSessionOptions();
        options.GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL;
        options.AddSessionConfigEntry(ExternalFolder, file.Folder);
        using var session = new InferenceSession(model.ToByteArray(), options);
        using var input = Gray(type, shape);
        using var run = new RunOptions();
        string[] wanted = [.. model.Graph.Output.Select(static output => output.Name)];
        using var results = session.Run(run, [image], [input], wanted);
        var (foundShapes, foundValues) = (new Dictionary<string, long[]>(), new Dictionary<string, OnnxConstant>());
        foreach (var (name, result) in wanted.Zip(results))
        {
            if (name.StartsWith(ShapePrefix, StringComparison.Ordinal))
            {
                foundShapes[name[ShapePrefix.Length..]] = Read(result).ToIntegers();
            }
            else
            {
                foundValues[name.StartsWith(CopyPrefix, StringComparison.Ordinal) ? name[CopyPrefix.Length..] : name] =
                    Read(result);
            }
        }

        return new Found(foundShapes, foundValues);
    }

    private static (ModelProto Model, int Type) Prepared(
        OnnxFile file,
        string image,
        IReadOnlyList<long> shape,
        IEnumerable<string> shapes,
        IEnumerable<string> values
    )
    {
        var model = file.Model.Clone();
        var graph = model.Graph;
        var input = graph.Input.Single(input => input.Name == image);
        var declared = input.Type.TensorType;
        declared.Shape = new TensorShapeProto();
        declared.Shape.Dim.AddRange(
            shape.Select(static side => new TensorShapeProto.Types.Dimension { DimValue = side })
        );

        // Types of tensors that the exporter noted are for its own size.
        graph.ValueInfo.Clear();
        graph.Output.Clear();
        foreach (var name in shapes)
        {
            Add("Shape", name, ShapePrefix + name);
        }

        var produced = graph.Node.SelectMany(static node => node.Output).ToHashSet();
        foreach (var name in values)
        {
            if (produced.Contains(name))
            {
                graph.Output.Add(new ValueInfoProto { Name = name });
            }
            else
            {
                Add("Identity", name, CopyPrefix + name);
            }
        }

        return (model, declared.ElemType);

        void Add(string operation, string of, string output)
        {
            var node = new NodeProto { OpType = operation, Name = output };
            node.Input.Add(of);
            node.Output.Add(output);
            graph.Node.Add(node);
            graph.Output.Add(new ValueInfoProto { Name = output });
        }
    }

    private static OrtValue Gray(int type, IReadOnlyList<long> shape)
    {
        var count = shape.Aggregate(1L, static (product, side) => product * side);
        return type == (int)TensorProto.Types.DataType.Float16
            ? OrtValue.CreateTensorValueFromMemory(new Float16[count], [.. shape])
            : OrtValue.CreateTensorValueFromMemory(new float[count], [.. shape]);
    }

    private static OnnxConstant Read(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        var shape = info.Shape;
        return info.ElementDataType switch
        {
            TensorElementType.Float => new OnnxConstant(shape, value.GetTensorDataAsSpan<float>().ToArray(), null),
            TensorElementType.Double => Real(value.GetTensorDataAsSpan<double>(), static x => (float)x),
            TensorElementType.Float16 => Real(value.GetTensorDataAsSpan<Float16>(), static x => (float)x),
            TensorElementType.BFloat16 => Real(value.GetTensorDataAsSpan<BFloat16>(), static x => (float)x),
            TensorElementType.Int64 => new OnnxConstant(shape, null, value.GetTensorDataAsSpan<long>().ToArray()),
            TensorElementType.Int32 => Whole(value.GetTensorDataAsSpan<int>(), static x => x),
            TensorElementType.Int8 => Whole(value.GetTensorDataAsSpan<sbyte>(), static x => x),
            TensorElementType.UInt8 => Whole(value.GetTensorDataAsSpan<byte>(), static x => x),
            TensorElementType.Bool => Whole(value.GetTensorDataAsSpan<bool>(), static x => x ? 1 : 0),
            _ => new OnnxConstant(shape, null, []),
        };

        OnnxConstant Real<T>(ReadOnlySpan<T> values, Func<T, float> convert) =>
            new(shape, Array.ConvertAll(values.ToArray(), x => convert(x)), null);
        OnnxConstant Whole<T>(ReadOnlySpan<T> values, Func<T, long> convert) =>
            new(shape, null, Array.ConvertAll(values.ToArray(), x => convert(x)));
    }
}
