using GsFramework.Core.Import.Patterns;
using GsFramework.Core.Import.Reading;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using static TorchSharp.torch;

namespace GsFramework.Core.Import.Layers;

/// <summary>What joins, takes and moves channels.</summary>
internal static class ChannelSteps
{
    private const int ChannelAxis = 1;

    /// <summary>The readers by operator.</summary>
    public static IReadOnlyDictionary<string, StepReader> All { get; } =
        new Dictionary<string, StepReader>
        {
            ["Concat"] = Concatenation,
            ["Split"] = Split,
            ["Gather"] = Gather,
            ["DepthToSpace"] = Depth,
            ["SpaceToDepth"] = Space,
            [LayerPatterns.PixelShuffle] = static (step, graph) =>
                graph.Add(step, new DepthToSpace((int)step.Integer("factor", 1))),
            [LayerPatterns.PixelUnshuffle] = static (step, graph) =>
                graph.Add(step, new SpaceToDepth((int)step.Integer("factor", 1))),
            [LayerPatterns.ChannelShuffle] = Shuffle,
        };

    private static void Concatenation(OnnxStep step, ImportedGraph graph)
    {
        var axis = step.Integer("axis", 1);
        if (axis is not (-3 or ChannelAxis))
        {
            throw ImportedGraph.Unreadable(step, $"it joins along axis {axis}, not along the channels");
        }

        var image = Enumerable.Range(0, step.Inputs.Count).First(input => graph.IsFeature(step, input));
        var inputs = step.Inputs.Select(
            (_, index) =>
                graph.IsFeature(step, index)
                    ? graph.Layer(step, index)
                    : Constants(step, graph, index, graph.Layer(step, image))
        );
        graph.Add(step, new Concat(), [.. inputs]);
    }

    // A label is one value at every pixel.
    private static string Constants(OnnxStep step, ImportedGraph graph, int input, string image)
    {
        using var scope = NewDisposeScope();
        var value = graph.Facts.Values(step.Inputs[input])[0];
        if (value.Shape.Count != 4)
        {
            throw ImportedGraph.Unreadable(step, "it joins features with a constant that has not four axes");
        }

        var channels = (int)value.Shape[1];
        var maps = value.ToTensor().narrow(0, 0, 1).reshape(channels, -1);
        var values = maps.narrow(1, 0, 1);
        if (!maps.eq(values).all().item<bool>())
        {
            throw ImportedGraph.Unreadable(step, "it joins features with a map that is another at every pixel");
        }

        return graph.Append(
            step,
            $".constant_{input}",
            new ConstantChannels(channels),
            [image],
            [("values", values.flatten().contiguous())]
        );
    }

    private static void Split(OnnxStep step, ImportedGraph graph)
    {
        var shape = graph.Facts.Shapes(step.Inputs[0])[0];
        var axis = step.Integer("axis", 0) is var given && given < 0 ? given + shape.Length : given;
        if (axis != ChannelAxis)
        {
            throw ImportedGraph.Unreadable(step, $"it splits along axis {axis}, not along the channels");
        }

        var start = 0;
        var input = graph.Layer(step);
        foreach (var (index, output) in step.Outputs.Index())
        {
            var count = graph.OutputShapes(step, index)[0].Channels;
            graph.Bind(
                output,
                graph.Append(step, $".{index}", ChannelSelect.Slice((int)shape[1], start, count), [input])
            );
            start += count;
        }
    }

    private static void Gather(OnnxStep step, ImportedGraph graph)
    {
        var channels = graph.Shapes(step)[0].Channels;
        var indices = graph.Constant(step, 1, "its indices");
        if (step.Integer("axis", 0) is not (-3 or ChannelAxis) || indices.Shape.Count != 1)
        {
            throw ImportedGraph.Unreadable(step, "it takes something else than some of the channels");
        }

        graph.Add(
            step,
            new ChannelSelect(
                channels,
                [.. indices.ToIntegers().Select(index => (int)(index < 0 ? index + channels : index))]
            )
        );
    }

    private static void Shuffle(OnnxStep step, ImportedGraph graph)
    {
        var channels = graph.Shapes(step)[0].Channels;
        var groups = (int)step.Integer("groups", 1);
        var width = channels / groups;
        graph.Add(
            step,
            new ChannelSelect(
                channels,
                [.. Enumerable.Range(0, channels).Select(index => (index % groups * width) + (index / groups))]
            )
        );
    }

    // Of the two orders of channels, that with the blocks last is PyTorch's.
    private static void Depth(OnnxStep step, ImportedGraph graph)
    {
        var factor = (int)step.Integer("blocksize", 1);
        if (step.Text("mode", "DCR") == "CRD")
        {
            graph.Add(step, new DepthToSpace(factor));
            return;
        }

        var channels = graph.Shapes(step)[0].Channels;
        var (block, made) = (factor * factor, channels / (factor * factor));
        var order = new ChannelSelect(
            channels,
            [.. Enumerable.Range(0, channels).Select(index => (index % block * made) + (index / block))]
        );
        graph.Add(step, new DepthToSpace(factor), graph.Append(step, ".order", order, [graph.Layer(step)]));
    }

    private static void Space(OnnxStep step, ImportedGraph graph)
    {
        var factor = (int)step.Integer("blocksize", 1);
        var (block, given) = (factor * factor, graph.Shapes(step)[0].Channels);
        var blocks = graph.Append(step, ".blocks", new SpaceToDepth(factor), [graph.Layer(step)]);
        graph.Add(
            step,
            new ChannelSelect(
                given * block,
                [.. Enumerable.Range(0, given * block).Select(index => (index % given * block) + (index / given))]
            ),
            blocks
        );
    }
}
