using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>One function of <see cref="ActivationFunction"/>: of a tensor, of a number and in ONNX. The second argument
/// is the slope.</summary>
internal sealed record ElementwiseFunction(
    Func<Tensor, double, Tensor> Compute,
    Func<double, double, double> Value,
    Func<IOnnxNodes, string, double, string> Write
)
{
    private static readonly Dictionary<ActivationFunction, ElementwiseFunction> _all = new()
    {
        [ActivationFunction.Relu] = Named("Relu", static x => nn.functional.relu(x), static x => Math.Max(x, 0)),
        [ActivationFunction.Relu6] = new(
            static (x, _) => nn.functional.relu6(x),
            static (x, _) => Math.Clamp(x, 0, 6),
            static (nodes, x, _) => nodes.Add("Clip", [x, nodes.Number("min", 0), nodes.Number("max", 6)])
        ),
        [ActivationFunction.LeakyRelu] = new(
            static (x, slope) => nn.functional.leaky_relu(x, slope),
            static (x, slope) => x > 0 ? x : slope * x,
            static (nodes, x, slope) => nodes.Add("LeakyRelu", [x], new OnnxSetting("alpha", (float)slope))
        ),
        [ActivationFunction.Elu] = new(
            static (x, slope) => nn.functional.elu(x, slope),
            static (x, slope) => x > 0 ? x : slope * (Math.Exp(x) - 1),
            static (nodes, x, slope) => nodes.Add("Elu", [x], new OnnxSetting("alpha", (float)slope))
        ),
        [ActivationFunction.Tanh] = Named("Tanh", static x => x.tanh(), Math.Tanh),
        [ActivationFunction.Sigmoid] = Named("Sigmoid", static x => x.sigmoid(), Logistic),
        [ActivationFunction.Silu] = new(
            static (x, _) => nn.functional.silu(x),
            static (x, _) => x * Logistic(x),
            static (nodes, x, _) => nodes.Add("Mul", [x, nodes.Add("Sigmoid", [x])])
        ),
        // Gelu is an operator of opset 20 only.
        [ActivationFunction.Gelu] = new(
            static (x, _) => nn.functional.gelu(x),
            static (x, _) => x * NormalDistribution(x),
            static (nodes, x, _) =>
            {
                var ratio = nodes.Add("Mul", [x, nodes.Number("inverse_root", (float)Math.Sqrt(0.5))]);
                var twice = nodes.Add("Add", [nodes.Add("Erf", [ratio]), nodes.Number("one", 1)]);
                return nodes.Add("Mul", [nodes.Add("Mul", [x, twice]), nodes.Number("half", 0.5f)]);
            }
        ),
        [ActivationFunction.HardSwish] = Named(
            "HardSwish",
            static x => nn.functional.hardswish(x),
            static x => x * Math.Clamp(x + 3, 0, 6) / 6
        ),
        [ActivationFunction.Softplus] = Named("Softplus", static x => nn.functional.softplus(x), Softplus),
        [ActivationFunction.Mish] = new(
            static (x, _) => nn.functional.mish(x),
            static (x, _) => x * Math.Tanh(Softplus(x)),
            static (nodes, x, _) => nodes.Add("Mul", [x, nodes.Add("Tanh", [nodes.Add("Softplus", [x])])])
        ),
        [ActivationFunction.Erf] = Named(
            "Erf",
            static x => x.erf(),
            static x => (2 * NormalDistribution(x * Math.Sqrt(2))) - 1
        ),
        [ActivationFunction.Exp] = Named("Exp", static x => x.exp(), Math.Exp),
        [ActivationFunction.Log] = Named("Log", static x => x.log(), Math.Log),
        [ActivationFunction.Sqrt] = Named("Sqrt", static x => x.sqrt(), Math.Sqrt),
        [ActivationFunction.Abs] = Named("Abs", static x => x.abs(), Math.Abs),
        [ActivationFunction.Square] = new(
            static (x, _) => x.square(),
            static (x, _) => x * x,
            static (nodes, x, _) => nodes.Add("Mul", [x, x])
        ),
        [ActivationFunction.Reciprocal] = Named("Reciprocal", static x => x.reciprocal(), static x => 1 / x),
    };

    /// <summary>The function of a name.</summary>
    /// <exception cref="GraphException">There is none.</exception>
    public static ElementwiseFunction Of(ActivationFunction function) =>
        _all.TryGetValue(function, out var found)
            ? found
            : throw new GraphException($"Unknown activation '{function}'.");

    private static ElementwiseFunction Named(string operation, Func<Tensor, Tensor> compute, Func<double, double> of) =>
        new((x, _) => compute(x), (x, _) => of(x), (nodes, x, _) => nodes.Add(operation, [x]));

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    private static double NormalDistribution(double x)
    {
        using var scope = NewDisposeScope();
        return 0.5 * (1 + tensor(x / Math.Sqrt(2)).erf().item<double>());
    }
}
