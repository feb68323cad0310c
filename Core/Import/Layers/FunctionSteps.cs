using GsFramework.Core.Import.Reading;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using static TorchSharp.torch;

namespace GsFramework.Core.Import.Layers;

/// <summary>Elementwise functions of one tensor.</summary>
internal static class FunctionSteps
{
    /// <summary>The readers by operator.</summary>
    public static IReadOnlyDictionary<string, StepReader> All { get; } =
        new Dictionary<string, StepReader>
        {
            ["Relu"] = Plain(ActivationFunction.Relu),
            ["Tanh"] = Plain(ActivationFunction.Tanh),
            ["Sigmoid"] = Plain(ActivationFunction.Sigmoid),
            ["Softplus"] = Plain(ActivationFunction.Softplus),
            ["HardSwish"] = Plain(ActivationFunction.HardSwish),
            ["Mish"] = Plain(ActivationFunction.Mish),
            ["Erf"] = Plain(ActivationFunction.Erf),
            ["Exp"] = Plain(ActivationFunction.Exp),
            ["Log"] = Plain(ActivationFunction.Log),
            ["Sqrt"] = Plain(ActivationFunction.Sqrt),
            ["Abs"] = Plain(ActivationFunction.Abs),
            ["Reciprocal"] = Plain(ActivationFunction.Reciprocal),
            ["LeakyRelu"] = static (step, graph) =>
                graph.Add(step, new Activation(ActivationFunction.LeakyRelu, step.Number("alpha", 0.01f))),
            ["Elu"] = static (step, graph) =>
                graph.Add(step, new Activation(ActivationFunction.Elu, step.Number("alpha", 1))),
            ["Selu"] = Selu,
            ["Celu"] = Celu,
            ["Gelu"] = Gelu,
            ["PRelu"] = ParametricRelu,
            ["Neg"] = static (step, graph) => graph.Add(step, new LinearMap(-1)),
            ["HardSigmoid"] = HardSigmoid,
            ["Clip"] = Clip,
            ["Pow"] = Power,
        };

    private static StepReader Plain(ActivationFunction function) =>
        (step, graph) => graph.Add(step, new Activation(function));

    private static void Selu(OnnxStep step, ImportedGraph graph)
    {
        var elu = new Activation(ActivationFunction.Elu, step.Number("alpha", 1.67326324f));
        var inner = graph.Append(step, ".elu", elu, [graph.Layer(step)]);
        graph.Add(step, new LinearMap(step.Number("gamma", 1.05070102f)), inner);
    }

    // a·elu(x / a)
    private static void Celu(OnnxStep step, ImportedGraph graph)
    {
        var factor = step.Number("alpha", 1);
        var scaled = graph.Append(step, ".scale", new LinearMap(1 / factor), [graph.Layer(step)]);
        var elu = graph.Append(step, ".elu", new Activation(ActivationFunction.Elu, 1), [scaled]);
        graph.Add(step, new LinearMap(factor), elu);
    }

    private static void Gelu(OnnxStep step, ImportedGraph graph)
    {
        if (step.Text("approximate", "none") != "none")
        {
            throw ImportedGraph.Unreadable(step, "it is the approximation by tanh. Export it for opset 17");
        }

        graph.Add(step, new Activation(ActivationFunction.Gelu));
    }

    private static void ParametricRelu(OnnxStep step, ImportedGraph graph)
    {
        using var scope = NewDisposeScope();
        var slope = graph.Constant(step, 1, "its slope");
        if (slope.Uniform is { } single)
        {
            graph.Add(step, new Activation(ActivationFunction.LeakyRelu, single));
            return;
        }

        var channels = graph.Shapes(step)[0].Channels;
        var values =
            slope.PerChannel(channels)
            ?? throw ImportedGraph.Unreadable(step, "it has other slopes than one for each channel");
        graph.Add(step, new ParametricRelu(channels), [("weight", tensor(values))]);
    }

    private static void HardSigmoid(OnnxStep step, ImportedGraph graph)
    {
        var map = new LinearMap(step.Number("alpha", 0.2f), step.Number("beta", 0.5f));
        var inner = graph.Append(step, ".map", map, [graph.Layer(step)]);
        graph.Add(step, new Clip(0, 1), inner);
    }

    private static void Clip(OnnxStep step, ImportedGraph graph)
    {
        double? End(int input, string attribute)
        {
            var value = graph.Optional(step, input, "its range") is { } found
                ? found.Uniform
                : step.Attributes.GetValueOrDefault(attribute)?.F;
            return value is { } end && Math.Abs(end) < 1e30 ? end : null;
        }

        var (min, max) = (End(1, "min"), End(2, "max"));
        if (min is null && max is null)
        {
            graph.Bind(step.Output, graph.Layer(step));
            return;
        }

        Layer layer = (min, max) switch
        {
            (0, 6) => new Activation(ActivationFunction.Relu6),
            (0, null) => new Activation(ActivationFunction.Relu),
            _ => new Clip(min, max),
        };
        graph.Add(step, layer);
    }

    private static void Power(OnnxStep step, ImportedGraph graph)
    {
        switch (graph.Constant(step, 1, "its exponent").Uniform)
        {
            case 1:
                graph.Bind(step.Output, graph.Layer(step));
                break;
            case 2:
                graph.Add(step, new Activation(ActivationFunction.Square));
                break;
            case 0.5f:
                graph.Add(step, new Activation(ActivationFunction.Sqrt));
                break;
            case -1:
                graph.Add(step, new Activation(ActivationFunction.Reciprocal));
                break;
            case -0.5f:
                var root = graph.Append(step, ".sqrt", new Activation(ActivationFunction.Sqrt), [graph.Layer(step)]);
                graph.Add(step, new Activation(ActivationFunction.Reciprocal), root);
                break;
            default:
                throw ImportedGraph.Unreadable(step, "its exponent is none of 2, 1, 0.5, -0.5 and -1");
        }
    }
}
