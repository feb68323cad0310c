using GsFramework.Core.Import.Reading;
using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Core.Import.Layers;

/// <summary>What moves axes and takes parts, and what does nothing to an image.</summary>
internal static class ShapeSteps
{
    /// <summary>The readers by operator.</summary>
    public static IReadOnlyDictionary<string, StepReader> All { get; } =
        new Dictionary<string, StepReader>
        {
            ["Identity"] = Nothing,
            ["Dropout"] = Nothing,
            ["Cast"] = Nothing,
            ["CastLike"] = Nothing,
            ["Reshape"] = SameValues,
            ["Flatten"] = SameValues,
            ["Squeeze"] = SameValues,
            ["Unsqueeze"] = SameValues,
            ["Transpose"] = Transpose,
            ["GlobalAveragePool"] = static (step, graph) => graph.Add(step, new GlobalAveragePool()),
            ["ReduceMean"] = Mean,
            ["Slice"] = Slice,
        };

    private static void Nothing(OnnxStep step, ImportedGraph graph) => graph.Bind(step.Output, graph.Layer(step));

    // Between (N, C, 1, 1) and (N, C), or to the same shape.
    private static void SameValues(OnnxStep step, ImportedGraph graph)
    {
        if (!graph.Shapes(step).SequenceEqual(graph.OutputShapes(step)))
        {
            throw ImportedGraph.Unreadable(
                step,
                $"it makes {graph.OutputShapes(step)[0]} of {graph.Shapes(step)[0]}, and is not part of a layer that "
                    + "is known"
            );
        }

        Nothing(step, graph);
    }

    // Images with the channels last, at the beginning.
    private static void Transpose(OnnxStep step, ImportedGraph graph)
    {
        var order = step.Integers("perm") ?? [];
        if (
            graph.Facts.Image.IsChannelsLast
            && step.Input(0) == graph.Facts.Image.Name
            && order.SequenceEqual([0L, 3, 1, 2])
        )
        {
            graph.Bind(step.Output, NetworkGraph.InputName);
            return;
        }

        throw ImportedGraph.Unreadable(step, "it moves axes within the network");
    }

    private static void Mean(OnnxStep step, ImportedGraph graph)
    {
        var axes = step.Integers("axes") ?? graph.Optional(step, 1, "its axes")?.ToIntegers() ?? [];
        if (!axes.Select(static axis => axis < 0 ? axis + 4 : axis).Order().SequenceEqual([2L, 3]))
        {
            throw ImportedGraph.Unreadable(
                step,
                $"it is the mean over the axes {string.Join(", ", axes)}, not over all pixels (2, 3)"
            );
        }

        graph.Add(step, new GlobalAveragePool());
    }

    private static void Slice(OnnxStep step, ImportedGraph graph)
    {
        var (shapes, made) = (graph.Shapes(step), graph.OutputShapes(step));
        var rank = graph.Facts.Shapes(step.Inputs[0])[0].Length;
        var cuts = Enumerable
            .Range(0, shapes.Length)
            .Select(size => Cuts(step, graph, size, rank, graph.Facts.Shapes(step.Inputs[0])[size]))
            .ToArray();
        var input = graph.Layer(step);
        if (made[0].Channels != shapes[0].Channels || cuts[0].IsReversed)
        {
            var (start, count) = (cuts[0].Channels.Start, made[0].Channels);
            var direction = cuts[0].IsReversed ? -1 : 1;
            var layer = new ChannelSelect(
                shapes[0].Channels,
                [.. Enumerable.Range(0, count).Select(index => start + (direction * index))]
            );
            if (Array.TrueForAll(cuts, static cut => cut.Sides == default))
            {
                graph.Add(step, layer, input);
                return;
            }

            input = graph.Append(step, ".channels", layer, [input]);
        }

        SizeSteps.Change(step, graph, input, PaddingKind.Zero, [.. cuts.Select(static cut => cut.Sides)]);
    }

    private sealed record Cut((int Start, int Count) Channels, bool IsReversed, Sides Sides);

    private static Cut Cuts(OnnxStep step, ImportedGraph graph, int size, int rank, long[] shape)
    {
        long[]? Numbers(string attribute, int input) =>
            step.Integers(attribute)
            ?? (step.Input(input) is { } name ? graph.Facts.Values(name)[size].ToIntegers() : null);
        var starts = Numbers("starts", 1) ?? [];
        var ends = Numbers("ends", 2) ?? [];
        var axes = Numbers("axes", 3) ?? [.. Enumerable.Range(0, starts.Length).Select(static axis => (long)axis)];
        var steps = Numbers("steps", 4);
        var (channels, isReversed) = ((0, (int)shape[1]), false);
        var (before, after) = (new int[4], new int[4]);
        for (var i = 0; i < starts.Length; i++)
        {
            var axis = (int)(axes[i] < 0 ? axes[i] + rank : axes[i]);
            var length = shape[axis];
            long Place(long place) => Math.Clamp(place < 0 ? place + length : place, 0, length);
            if (axis == 1 && steps?[i] == -1)
            {
                var first = Math.Min(starts[i] < 0 ? starts[i] + length : starts[i], length - 1);
                (channels, isReversed) = (((int)first, (int)length), true);
                continue;
            }

            if ((steps?[i] ?? 1) != 1)
            {
                throw ImportedGraph.Unreadable(
                    step,
                    steps![i] < 0 ? "it mirrors the image" : $"it takes one of {steps[i]} pixels or channels"
                );
            }

            var (start, end) = ((int)Place(starts[i]), (int)Place(ends[i]));
            switch (axis)
            {
                case 1:
                    channels = (start, end - start);
                    break;
                case 2 or 3:
                    (before[axis], after[axis]) = (-start, end - (int)length);
                    break;
                default:
                    throw ImportedGraph.Unreadable(step, "it takes some of the images of a batch");
            }
        }

        return new Cut(channels, isReversed, new Sides(before[2], before[3], after[2], after[3]));
    }
}
