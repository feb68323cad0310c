using GsFramework.Graph.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Graph.Onnx;

/// <summary>
/// Kernel and bias of a convolution as ONNX constants. Those of a quantised one are integers with DequantizeLinear behind
/// them, and between quantised activations a runtime computes the whole convolution with integers:
/// <code>
/// y = s_x·s_w·(Σ q_w·(q_x - z_x) + q_b)      q_b = round(b / (s_x·s_w)), int32
/// </code>
/// </summary>
internal static class OnnxKernel
{
    // Half of int32, so that the sum of products has room too.
    private const double LargestBias = 1 << 30;

    /// <summary>The settings of a window that moves over an image.</summary>
    public static IReadOnlyList<OnnxSetting> Window(int kernelSize, int stride, int padding) =>
    [
        new("kernel_shape", [kernelSize, kernelSize]),
        new("pads", [padding, padding, padding, padding]),
        new("strides", [stride, stride]),
    ];

    /// <summary>The same, for a convolution with groups.</summary>
    public static IReadOnlyList<OnnxSetting> Window(int kernelSize, int stride, int padding, int groups) =>
        [.. Window(kernelSize, stride, padding), new("group", groups)];

    /// <summary>Writes a convolution.</summary>
    /// <param name="operation"><c>Conv</c> or <c>ConvTranspose</c>.</param>
    /// <param name="layer">The layer, with tensors <c>weight</c> and perhaps <c>bias</c>.</param>
    /// <param name="hasBias">True when it has a bias.</param>
    /// <param name="input">Its input.</param>
    /// <param name="state">Its tensors.</param>
    /// <param name="nodes">Where the nodes go.</param>
    /// <param name="settings">Strides, pads and the like.</param>
    public static OnnxValue Write(
        string operation, IConvolution layer, bool hasBias, OnnxValue input, LayerState state, IOnnxNodes nodes,
        params IReadOnlyList<OnnxSetting> settings)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (weight, bias) = (state["weight"], hasBias ? state["bias"] : null);
        string[] constants = layer.Quantizer is { } quantizer
            ? Integers(layer, quantizer, weight, bias, input.Grid, state, nodes)
            : [nodes.Constant("weight", weight), .. bias is null ? Array.Empty<string>() : [nodes.Constant("bias", bias)]];
        return new OnnxValue(nodes.Add(operation, [nodes.Float(input), .. constants], settings));
    }

    private static string[] Integers(
        IConvolution layer, WeightQuantizer quantizer, Tensor weight, Tensor? bias, OnnxGrid? input, LayerState state, IOnnxNodes nodes)
    {
        var scale = quantizer.Frozen ? state["weight_scale"] : quantizer.Scale(weight, layer.OutputAxis);
        if (input is not null && bias is not null)
        {
            // Beside a kernel of next to nothing the integers of a bias would not fit: such a kernel gets coarser steps, which
            // changes the output by less than a millionth of the bias for each of its weights.
            var least = bias.abs() / (input.Scale * LargestBias);
            scale = scale.numel() == 1 ? scale.maximum(least.max()) : scale.maximum(least);
        }

        var integers = quantizer.Integers(weight, scale, layer.OutputAxis).to(ScalarType.Int8);
        var axis = new OnnxSetting("axis", layer.OutputAxis);
        var kernel = Dequantized("weight", integers, scale, axis);
        return bias is null ? [kernel]
            : input is null ? [kernel, nodes.Constant("bias", bias)]
            : [kernel, Dequantized("bias", (bias.to(float64) / (scale.to(float64) * input.Scale)).round().to(int32), scale * input.Scale, new OnnxSetting("axis", 0))];

        string Dequantized(string name, Tensor values, Tensor step, OnnxSetting along) => step.numel() == 1
            ? nodes.Add("DequantizeLinear", [nodes.Constant(name, values), nodes.Constant(name + "_scale", step.reshape([]))])
            : nodes.Add("DequantizeLinear", [nodes.Constant(name, values), nodes.Constant(name + "_scale", step)], along);
    }
}
