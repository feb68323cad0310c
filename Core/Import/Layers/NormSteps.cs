using GsFramework.Core.Import.Patterns;
using GsFramework.Core.Import.Reading;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using static TorchSharp.torch;

namespace GsFramework.Core.Import.Layers;

/// <summary>Norms. All get a scale γ, which slimming needs: where the file has none, it is 1.</summary>
internal static class NormSteps
{
    private const float UsualEpsilon = 1e-5f;

    // Its inputs behind the image.
    private static readonly string[] _batchNorm = ["weight", "bias", "running_mean", "running_var"];

    /// <summary>The readers by operator.</summary>
    public static IReadOnlyDictionary<string, StepReader> All { get; } =
        new Dictionary<string, StepReader>
        {
            ["BatchNormalization"] = BatchNorm,
            ["InstanceNormalization"] = InstanceNorm,
            ["GroupNormalization"] = GroupNorm,
            [LayerPatterns.InstanceNorm] = InstanceNorm,
            [LayerPatterns.GroupNorm] = GroupNorm,
            [LayerPatterns.ChannelNorm] = ChannelNorm,
        };

    private static void BatchNorm(OnnxStep step, ImportedGraph graph)
    {
        using var scope = NewDisposeScope();
        if (step.Integer("training_mode", 0) != 0)
        {
            throw ImportedGraph.Unreadable(
                step,
                "it normalises by the batch, as in training. Export the network in evaluation mode (model.eval())"
            );
        }

        var channels = graph.Shapes(step)[0].Channels;
        graph.Add(
            step,
            new BatchNorm2d(channels, step.Number("epsilon", UsualEpsilon)),
            _batchNorm.Select(
                (name, index) => (name, graph.Constant(step, index + 1, $"its {name}").ToTensor(channels))
            )
        );
    }

    private static void InstanceNorm(OnnxStep step, ImportedGraph graph)
    {
        using var scope = NewDisposeScope();
        var channels = graph.Shapes(step)[0].Channels;
        graph.Add(
            step,
            new InstanceNorm2d(channels, Affine: true, step.Number("epsilon", UsualEpsilon)),
            Affine(step, graph, channels)
        );
    }

    private static void GroupNorm(OnnxStep step, ImportedGraph graph)
    {
        using var scope = NewDisposeScope();
        var channels = graph.Shapes(step)[0].Channels;
        var groups = (int)step.Integer("num_groups", step.Integer("groups", 1));
        graph.Add(
            step,
            new GroupNorm(channels, groups, Affine: true, step.Number("epsilon", UsualEpsilon)),
            Affine(step, graph, channels)
        );
        NoteStatistics(graph);
    }

    private static void ChannelNorm(OnnxStep step, ImportedGraph graph)
    {
        using var scope = NewDisposeScope();
        var channels = graph.Shapes(step)[0].Channels;
        graph.Add(
            step,
            new ChannelNorm(channels, Affine: true, step.Number("epsilon", UsualEpsilon)),
            Affine(step, graph, channels)
        );
        NoteStatistics(graph);
    }

    private static void NoteStatistics(ImportedGraph graph) =>
        graph.Note(
            "The network has norms that see all channels. When channels are taken out, these change what they make of "
                + "the others: extraction is not exact there, and a run measures by how much."
        );

    // One value for each channel; one for each group in opset 18.
    private static IEnumerable<(string, Tensor)> Affine(OnnxStep step, ImportedGraph graph, int channels)
    {
        Tensor Vector(int input, float otherwise) =>
            graph.Optional(step, input, "its scale or shift") is { } found
                ? found.ToTensor(found.Count).repeat_interleave(channels / found.Count)
                : full(channels, otherwise);
        return [("weight", Vector(1, 1)), ("bias", Vector(2, 0))];
    }
}
