using Google.Protobuf;
using GsFramework.Core.Interchange.Onnx.Messages;
using GsFramework.Graph.Onnx;
using TorchSharp;
using static TorchSharp.torch;
using AttributeType = GsFramework.Core.Interchange.Onnx.Messages.AttributeProto.Types.AttributeType;
using DataType = GsFramework.Core.Interchange.Onnx.Messages.TensorProto.Types.DataType;

namespace GsFramework.Core.Export.Onnx;

/// <summary>Collects the nodes and constants of an ONNX graph and gives them names of their own.</summary>
/// <param name="halfKernels">True to store kernels in half precision, with a cast to fp32 behind each.</param>
/// <param name="cutsZeros">True to store integer kernels without zeros for their last channels, with a Pad behind each
/// that a runtime computes when it loads the file.</param>
internal sealed class OnnxGraphWriter(bool halfKernels, bool cutsZeros)
{
    // Of fewer bytes, the nodes would take more.
    private const int LeastShifted = 2048;

    // What is repeated all over a graph: scales, zero points, pads.
    private const int LargestShared = 64;

    private readonly HashSet<string> _names = [];
    private readonly Dictionary<string, string> _shared = [];

    /// <summary>The graph so far.</summary>
    public GraphProto Graph { get; } = new() { Name = "network" };

    /// <summary>Keeps a name for the graph's own inputs and outputs.</summary>
    public string Reserve(string name) => Unique(name);

    /// <summary>Where the nodes of a layer go.</summary>
    public IOnnxNodes Scope(string layer) => new Nodes(this, layer);

    /// <summary>Gives a value another name, wherever it is written or read.</summary>
    public void Rename(string from, string to)
    {
        foreach (var names in Graph.Node.SelectMany(static node => new[] { node.Input, node.Output }))
        {
            for (var i = 0; i < names.Count; i++)
            {
                names[i] = names[i] == from ? to : names[i];
            }
        }
    }

    private string Add(string layer, string operation, IEnumerable<string> inputs, IEnumerable<OnnxSetting> settings)
    {
        var name = Unique($"{layer}/{operation}");
        var node = new NodeProto { Name = name, OpType = operation };
        node.Input.AddRange(inputs);
        node.Output.Add(name);
        node.Attribute.AddRange(settings.Select(Attribute));
        Graph.Node.Add(node);
        return name;
    }

    private string Constant(string layer, string name, Tensor value)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var isHalf =
            halfKernels
            && value.dtype == ScalarType.Float32
            && value.dim() == 4
            && value.shape.Any(static side => side > 1);
        if (
            cutsZeros
            && value.dtype == ScalarType.Int8
            && ShiftedKernels.Of(value) is { } shifted
            && value.numel() - shifted.Kernel.numel() >= LeastShifted
        )
        {
            return shifted.Write(new Nodes(this, layer), name);
        }

        if (cutsZeros && value.dtype == ScalarType.Int8 && value.dim() == 4 && CutKernel.Of(value) is { } cut)
        {
            return cut.Write(new Nodes(this, layer), name);
        }

        var constant = OnnxTensors.Write($"{layer}.{name}", isHalf ? Half(value, $"{layer}.{name}") : value);

        // ONNX Runtime rewrites the zero points of signed kernels in place, and fails where two kernels share them.
        var isZeroPoints = value.dtype == ScalarType.Int8 && value.dim() == 1;
        var key =
            constant.RawData.Length <= LargestShared && !isZeroPoints
                ? $"{constant.DataType} {string.Join(',', constant.Dims)} {constant.RawData.ToBase64()}"
                : null;
        if (key is not null && _shared.TryGetValue(key, out var there))
        {
            return there;
        }

        constant.Name = Unique(constant.Name);
        Graph.Initializer.Add(constant);
        var result = isHalf
            ? Add(layer, "Cast", [constant.Name], [new OnnxSetting("to", (long)DataType.Float)])
            : constant.Name;
        if (key is not null)
        {
            _shared[key] = result;
        }

        return result;
    }

    private static Tensor Half(Tensor value, string name)
    {
        var half = value.to(float16);
        return half.isfinite().all().item<bool>()
            ? half
            : throw new UserException(
                $"'{name}' has values beyond 65504, the largest number of half precision. Export fp32 weights with "
                    + $"--format onnx."
            );
    }

    private string Unique(string name)
    {
        var unique = name;
        for (var i = 2; !_names.Add(unique); i++)
        {
            unique = $"{name}_{i}";
        }

        return unique;
    }

    private static AttributeProto Attribute(OnnxSetting setting)
    {
        var attribute = new AttributeProto { Name = setting.Name };
        switch (setting.Value)
        {
            case long number:
                (attribute.Type, attribute.I) = (AttributeType.Int, number);
                break;
            case float number:
                (attribute.Type, attribute.F) = (AttributeType.Float, number);
                break;
            case string text:
                (attribute.Type, attribute.S) = (AttributeType.String, ByteString.CopyFromUtf8(text));
                break;
            default:
                attribute.Type = AttributeType.Ints;
                attribute.Ints.AddRange((IReadOnlyList<long>)setting.Value);
                break;
        }

        return attribute;
    }

    private sealed class Nodes(OnnxGraphWriter writer, string layer) : IOnnxNodes
    {
        public string Add(string operation, IReadOnlyList<string> inputs, params IReadOnlyList<OnnxSetting> settings) =>
            writer.Add(layer, operation, inputs, settings);

        public string Constant(string name, Tensor value) => writer.Constant(layer, name, value);
    }
}
