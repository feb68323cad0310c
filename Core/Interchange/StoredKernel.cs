using GsFramework.Graph;
using GsFramework.Graph.Layers;
using static TorchSharp.torch;

namespace GsFramework.Core.Interchange;

/// <summary>
/// How a network's tensors are stored in a MODEL's weight file. The kernel W of a convolution with a frozen weight
/// quantiser is stored as its integers round(W / s), see <see cref="PackedIntegers"/>, beside its scales s in
/// <c>weight_scale</c>; integer·s is to the number what <see cref="WeightQuantizer"/> makes of W in the forward pass,
/// so nothing is lost.
/// </summary>
internal static class StoredKernel
{
    private const string Kernel = "weight";
    private const string Scale = "weight_scale";

    private static readonly Dictionary<string, string> _integerKernels = new()
    {
        ["format"] = "gs-model-1",
        ["integer_kernels"] =
            "Where NAME.weight is I8 or U8, the kernel is integer * NAME.weight_scale along its output axis. I8: one "
            + "integer "
            + "an element. U8: a vector of the layer's 2 to 4 bit fields (graph.json has shape and bits), row-major, "
            + "two's "
            + "complement, tightly packed from the lowest bit of each byte up.",
    };

    private static readonly Dictionary<string, string> _plain = new() { ["format"] = "gs-model-1" };

    /// <summary>The header metadata of a network's weight file.</summary>
    public static IReadOnlyDictionary<string, string> Metadata(NetworkGraph graph) =>
        graph.Nodes.Any(static node => node.Layer is IConvolution { Quantizer.Frozen: true })
            ? _integerKernels
            : _plain;

    /// <summary>The tensor to store for a parameter.</summary>
    public static Tensor Store(GraphNode node, LayerParameter parameter, IReadOnlyDictionary<string, Tensor> weights)
    {
        var value = weights[node.ParameterName(parameter.Name)].detach().to(float32);
        if (!IsIntegerKernel(node, parameter, out var convolution, out var quantizer))
        {
            return value;
        }

        var integers = quantizer.Integers(value, weights[node.ParameterName(Scale)], convolution.OutputAxis);
        return PackedIntegers.Pack(integers, quantizer.Bits);
    }

    /// <summary>The fp32 value of a parameter from the tensor that was stored.</summary>
    /// <exception cref="GraphException">The stored tensor cannot be this parameter.</exception>
    public static Tensor Restore(
        GraphNode node,
        LayerParameter parameter,
        Tensor stored,
        IReadOnlyDictionary<string, Tensor> file
    )
    {
        var name = node.ParameterName(parameter.Name);
        if (is_floating_point(stored))
        {
            return stored.to(float32, copy: true);
        }

        if (
            !IsIntegerKernel(node, parameter, out var convolution, out var quantizer)
            || PackedIntegers.Unpack(stored, parameter.Shape, quantizer.Bits) is not { } integers
        )
        {
            throw new GraphException(
                $"The weights do not fit the network: '{name}' is {stored.dtype} "
                    + $"[{string.Join(", ", stored.shape)}], but the "
                    + $"network has it as [{string.Join(", ", parameter.Shape)}]{Bits(node)}. Were they made for "
                    + $"another network?"
            );
        }

        if (integers.numel() > 0 && integers.to(int32).abs().max().item<int>() > quantizer.IntegerMax)
        {
            throw new GraphException(
                $"The weights do not fit the network: '{name}' holds integers beyond ±{quantizer.IntegerMax}, but "
                    + $"the network has "
                    + $"it{Bits(node)}."
            );
        }

        var axis = convolution.OutputAxis;
        if (
            !file.TryGetValue(node.ParameterName(Scale), out var scale)
            || scale.dim() != 1
            || (scale.numel() != 1 && scale.numel() != parameter.Shape[axis])
        )
        {
            throw new GraphException(
                $"The weights do not fit the network: '{name}' is stored as integers, but "
                    + $"'{node.ParameterName(Scale)}' is "
                    + "missing or of another length."
            );
        }

        var broadcast = new long[] { 1, 1, 1, 1 };
        broadcast[axis] = scale.numel();
        return integers.to(float32) * scale.to(float32).reshape(broadcast);
    }

    private static bool IsIntegerKernel(
        GraphNode node,
        LayerParameter parameter,
        out IConvolution convolution,
        out WeightQuantizer quantizer
    )
    {
        convolution = (node.Layer as IConvolution)!;
        quantizer = convolution?.Quantizer!;
        return parameter.Name == Kernel && quantizer is { Frozen: true };
    }

    private static string Bits(GraphNode node) =>
        node.Layer is IConvolution { Quantizer: { } quantizer }
            ? $" with {quantizer.Bits}-bit weights"
            : " in floating point";
}
