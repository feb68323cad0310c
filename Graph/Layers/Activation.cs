using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>The elementwise functions that <see cref="Activation"/> knows.</summary>
public enum ActivationFunction
{
    /// <summary>max(x, 0)</summary>
    Relu,

    /// <summary>min(max(x, 0), 6)</summary>
    Relu6,

    /// <summary>x where positive, else slope·x</summary>
    LeakyRelu,

    /// <summary>tanh x</summary>
    Tanh,

    /// <summary>1 / (1 + e^-x)</summary>
    Sigmoid,

    /// <summary>x where positive, else slope·(e^x - 1)</summary>
    Elu,

    /// <summary>x·sigmoid(x), also called swish</summary>
    Silu,

    /// <summary>x·Φ(x) with the normal distribution Φ</summary>
    Gelu,

    /// <summary>x·min(max(x + 3, 0), 6) / 6</summary>
    HardSwish,

    /// <summary>ln(1 + e^x)</summary>
    Softplus,

    /// <summary>x·tanh(softplus(x))</summary>
    Mish,

    /// <summary>erf x</summary>
    Erf,

    /// <summary>e^x</summary>
    Exp,

    /// <summary>ln x</summary>
    Log,

    /// <summary>√x</summary>
    Sqrt,

    /// <summary>|x|</summary>
    Abs,

    /// <summary>x²</summary>
    Square,

    /// <summary>1 / x</summary>
    Reciprocal,
}

/// <summary>An elementwise function.</summary>
/// <param name="Function">Which.</param>
/// <param name="Slope">The slope of a leaky ReLU for negative inputs, and the factor of an ELU; unused by the
/// others.</param>
[LayerKind("activation")]
public sealed record Activation(ActivationFunction Function, double Slope = 0) : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) =>
        ElementwiseFunction.Of(Function).Compute(Single(inputs), Slope);

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes) =>
        new(ElementwiseFunction.Of(Function).Write(nodes, nodes.Float(Single(inputs)), Slope));

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => Single(inputs);

    /// <inheritdoc/>
    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs) => RowReach.Pixelwise;

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => Single(inputs);

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
        [.. Single(inputs).Select(x => double.IsNaN(x) ? x : ElementwiseFunction.Of(Function).Value(x, Slope))];
}
