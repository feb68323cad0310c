using GsFramework.Core.Import.Reading;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using static TorchSharp.torch;

namespace GsFramework.Core.Import.Layers;

/// <summary>Sums and products of two tensors, or of a tensor and a constant.</summary>
internal static class ArithmeticSteps
{
    /// <summary>The readers by operator.</summary>
    public static IReadOnlyDictionary<string, StepReader> All { get; } =
        new Dictionary<string, StepReader>
        {
            ["Add"] = Binary,
            ["Sub"] = Binary,
            ["Mul"] = Binary,
            ["Div"] = Binary,
            ["Sum"] = Sum,
            ["Max"] = Extreme,
            ["Min"] = Extreme,
        };

    private static void Binary(OnnxStep step, ImportedGraph graph)
    {
        switch (graph.IsFeature(step, 0), graph.IsFeature(step, 1))
        {
            case (true, true):
                OfFeatures(step, graph);
                break;
            case (true, false):
                WithConstant(step, graph, feature: 0);
                break;
            default:
                WithConstant(step, graph, feature: 1);
                break;
        }
    }

    private static void OfFeatures(OnnxStep step, ImportedGraph graph)
    {
        var (left, right) = (graph.Layer(step, 0), graph.Layer(step, 1));
        var (leftShapes, rightShapes) = (graph.Shapes(step, 0), graph.Shapes(step, 1));
        right = step.Operation switch
        {
            "Sub" => graph.Append(step, ".negative", new LinearMap(-1), [right]),
            "Div" => graph.Append(step, ".reciprocal", new Activation(ActivationFunction.Reciprocal), [right]),
            _ => right,
        };

        // The map stands before what is broadcast to it.
        if (graph.OutputShapes(step).SequenceEqual(rightShapes) && !leftShapes.SequenceEqual(rightShapes))
        {
            ((left, leftShapes), (right, rightShapes)) = ((right, rightShapes), (left, leftShapes));
        }

        if (!graph.OutputShapes(step).SequenceEqual(leftShapes))
        {
            throw Broadcast(step, leftShapes, rightShapes);
        }

        if (step.Operation is "Mul" or "Div")
        {
            try
            {
                _ = new Multiply().OutputShape([leftShapes[0], rightShapes[0]]);
            }
            catch (GraphException)
            {
                throw Broadcast(step, leftShapes, rightShapes);
            }

            graph.Add(step, new Multiply(), left, right);
            return;
        }

        if (!leftShapes.SequenceEqual(rightShapes))
        {
            right = rightShapes.All(static shape => shape is { Height: 1, Width: 1 })
                && rightShapes[0].Channels == leftShapes[0].Channels
                ? graph.Append(step, ".expand", new ExpandTo(), [right, left])
                : throw Broadcast(step, leftShapes, rightShapes);
        }

        graph.Add(step, new Add(), left, right);
    }

    private static void WithConstant(OnnxStep step, ImportedGraph graph, int feature)
    {
        using var scope = NewDisposeScope();
        var constant = graph.Constant(step, 1 - feature, "its constant");
        var shapes = graph.Shapes(step, feature);
        if (!shapes.SequenceEqual(graph.OutputShapes(step)))
        {
            throw ImportedGraph.Unreadable(step, "its constant is larger than the features");
        }

        var channels = shapes[0].Channels;
        var values = constant.Uniform is not null
            ? null
            : PerChannel(step, graph, feature, constant, channels)
                ?? throw ImportedGraph.Unreadable(
                    step,
                    "its constant is another one at every pixel, which fits only one size of image"
                );
        var input = graph.Layer(step, feature);
        var single = constant.Uniform ?? 0;
        switch (step.Operation)
        {
            case "Add":
                Shift(input, values, single);
                break;
            case "Sub" when feature == 0:
                Shift(input, values?.Select(static value => -value).ToArray(), -single);
                break;
            case "Sub":
                Shift(graph.Append(step, ".negative", new LinearMap(-1), [input]), values, single);
                break;
            case "Mul":
                Scale(input, values, single);
                break;
            case "Div" when feature == 0:
                Scale(input, values?.Select(static value => 1 / value).ToArray(), 1 / single);
                break;
            default:
                var inverse = new Activation(ActivationFunction.Reciprocal);
                Scale(graph.Append(step, ".reciprocal", inverse, [input]), values, single);
                break;
        }

        void Shift(string from, float[]? each, float all)
        {
            if (each is not null)
            {
                graph.Add(step, new ChannelShift(channels), [("bias", tensor(each))], from);
            }
            else if (all == 0)
            {
                graph.Bind(step.Output, from);
            }
            else
            {
                graph.Add(step, new LinearMap(1, all), from);
            }
        }

        void Scale(string from, float[]? each, float all)
        {
            if (each is not null)
            {
                graph.Add(step, new ChannelScale(channels), [("weight", tensor(each))], from);
            }
            else if (all == 1)
            {
                graph.Bind(step.Output, from);
            }
            else
            {
                graph.Add(step, new LinearMap(all), from);
            }
        }
    }

    // Of a vector (N, C) the last axis is the channels.
    private static float[]? PerChannel(
        OnnxStep step,
        ImportedGraph graph,
        int feature,
        OnnxConstant constant,
        int channels
    ) =>
        graph.Facts.Shapes(step.Inputs[feature])[0].Length == 2 && constant.Count == channels
            ? constant.ToFloats()
            : constant.PerChannel(channels);

    private static void Sum(OnnxStep step, ImportedGraph graph)
    {
        var shapes = step.Inputs.Select((_, index) => graph.Shapes(step, index)).ToArray();
        if (!Array.TrueForAll(shapes, shape => shape.SequenceEqual(shapes[0])))
        {
            throw ImportedGraph.Unreadable(step, "it adds tensors of different shapes");
        }

        graph.Add(step, new Add(), [.. step.Inputs.Select((_, index) => graph.Layer(step, index))]);
    }

    private static void Extreme(OnnxStep step, ImportedGraph graph)
    {
        if (step.Inputs.Count != 2 || (graph.IsFeature(step, 0) && graph.IsFeature(step, 1)))
        {
            throw ImportedGraph.Unreadable(step, "it compares features with features");
        }

        var feature = graph.IsFeature(step, 0) ? 0 : 1;
        var end =
            graph.Constant(step, 1 - feature, "its constant").Uniform
            ?? throw ImportedGraph.Unreadable(step, "it has more than one constant");
        var layer = step.Operation == "Max" ? new Clip(Min: end) : new Clip(Max: end);
        graph.Add(step, layer, graph.Layer(step, feature));
    }

    private static UnreadableStepException Broadcast(OnnxStep step, FeatureShape[] left, FeatureShape[] right) =>
        ImportedGraph.Unreadable(step, $"it broadcasts {right[0]} and {left[0]} in a way that no layer does");
}
