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
}

/// <summary>An elementwise function.</summary>
/// <param name="Function">Which.</param>
/// <param name="Slope">The slope of a leaky ReLU for negative inputs; unused by the others.</param>
[LayerKind("activation")]
public sealed record Activation(ActivationFunction Function, double Slope = 0) : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state)
    {
        var x = Single(inputs);
        return Function switch
        {
            ActivationFunction.Relu => nn.functional.relu(x),
            ActivationFunction.Relu6 => nn.functional.relu6(x),
            ActivationFunction.LeakyRelu => nn.functional.leaky_relu(x, Slope),
            ActivationFunction.Tanh => x.tanh(),
            ActivationFunction.Sigmoid => x.sigmoid(),
            _ => throw new GraphException($"Unknown activation '{Function}'."),
        };
    }

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes)
    {
        var x = nodes.Float(Single(inputs));
        return new OnnxValue(
            Function switch
            {
                ActivationFunction.Relu => nodes.Add("Relu", [x]),
                ActivationFunction.Relu6 => nodes.Add("Clip", [x, nodes.Number("min", 0), nodes.Number("max", 6)]),
                ActivationFunction.LeakyRelu => nodes.Add("LeakyRelu", [x], new OnnxSetting("alpha", (float)Slope)),
                ActivationFunction.Tanh => nodes.Add("Tanh", [x]),
                ActivationFunction.Sigmoid => nodes.Add("Sigmoid", [x]),
                _ => throw new GraphException($"Unknown activation '{Function}'."),
            }
        );
    }

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => Single(inputs);

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => Single(inputs);

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
        [
            .. Single(inputs)
                .Select(value =>
                    double.IsNaN(value)
                        ? value
                        : Function switch
                        {
                            ActivationFunction.Relu => Math.Max(value, 0),
                            ActivationFunction.Relu6 => Math.Clamp(value, 0, 6),
                            ActivationFunction.LeakyRelu => value > 0 ? value : Slope * value,
                            ActivationFunction.Tanh => Math.Tanh(value),
                            _ => 1 / (1 + Math.Exp(-value)),
                        }
                ),
        ];
}
