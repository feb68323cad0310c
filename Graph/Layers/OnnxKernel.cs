using GsFramework.Graph.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>
/// Kernel and bias of a convolution as ONNX constants. Those of a quantised one are integers with DequantizeLinear
/// behind them, and between quantised activations a runtime computes the whole convolution with integers:
/// <code>
/// y = s_x·s_w·(Σ q_w·(q_x - z_x) + q_b)      q_b = round(b / (s_x·s_w)), int32
/// </code>
/// </summary>
internal static class OnnxKernel
{
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
        string operation,
        IConvolution layer,
        bool hasBias,
        OnnxValue input,
        LayerState state,
        IOnnxNodes nodes,
        params IReadOnlyList<OnnxSetting> settings
    )
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        string[] constants = layer.Quantizer is { } quantizer
            ? Integers(layer, quantizer, hasBias, input.Grid, operation != "Conv", state, nodes)
            : [nodes.Constant("weight", state["weight"]), .. Bias(hasBias, state, nodes)];
        return new OnnxValue(nodes.Add(operation, [nodes.Float(input), .. constants], settings));
    }

    private static string[] Integers(
        IConvolution layer,
        WeightQuantizer quantizer,
        bool hasBias,
        OnnxGrid? input,
        bool staysFloat,
        LayerState state,
        IOnnxNodes nodes
    )
    {
        var kernel = IntegerKernel.Of(layer, quantizer, state, hasBias, input?.Scale);
        var weight = Dequantized("weight", kernel.Weights.to(ScalarType.Int8), kernel.Scale, layer.OutputAxis);
        return kernel.Bias is { } bias && input is not null
            ? [weight, Dequantized("bias", bias.to(int32), kernel.Scale * input.Scale, axis: 0)]
            : [weight, .. Bias(hasBias, state, nodes)];

        string Dequantized(string name, Tensor integers, Tensor scale, int axis) =>
            scale.numel() == 1
                ? nodes.Add(
                    "DequantizeLinear",
                    [nodes.Constant(name, integers), nodes.Constant(name + "_scale", scale.reshape([]))]
                )
                : nodes.Add(
                    "DequantizeLinear",
                    [
                        nodes.Constant(name, integers),
                        nodes.Constant(name + "_scale", scale),
                        .. Zeros(name, integers, scale),
                    ],
                    new OnnxSetting("axis", axis)
                );

        // Where ONNX Runtime does not make an integer convolution of it, a session that asks for exact sums on a
        // processor without VNNI makes unsigned kernels of signed ones, and where a file names no zero points it adds
        // one for all channels, which its own check refuses.
        IEnumerable<string> Zeros(string name, Tensor integers, Tensor scale) =>
            integers.dtype == ScalarType.Int8 && (staysFloat || input is null)
                ? [nodes.Constant(name + "_zero", zeros_like(scale, dtype: ScalarType.Int8))]
                : [];
    }

    private static string[] Bias(bool hasBias, LayerState state, IOnnxNodes nodes) =>
        hasBias ? [nodes.Constant("bias", state["bias"])] : [];
}
