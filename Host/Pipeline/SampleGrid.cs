using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Pipeline;

/// <summary>Pictures to look at: one row an image, input | G0 | G, and the ground truth where there is one.</summary>
internal static class SampleGrid
{
    /// <summary>Writes a grid of evenly spaced images of a data set; nothing for a classifier, whose outputs are no images.</summary>
    public static void Save(
        string path, IImageDataset inputs, GraphModule? teacher, GraphModule generator, int rows, IImageDataset? truth = null)
    {
        if (inputs.Count == 0)
        {
            return;
        }

        using var scope = NewDisposeScope();
        if (Logits.AreMadeBy(generator.Graph, (int)inputs.Load(0).shape[1]))
        {
            return;
        }

        using var noGrad = no_grad();
        using var looking = new EvaluationMode(generator);
        var partners = truth is null
            ? []
            : Enumerable.Range(0, truth.Count).GroupBy(truth.NameOf).ToDictionary(static group => group.Key, static group => group.First());
        var count = Math.Min(rows, inputs.Count);
        var cells = new List<IReadOnlyList<Tensor>>();
        for (var row = 0; row < count; row++)
        {
            var index = row * inputs.Count / count;
            var image = inputs.Load(index);
            var batch = image.unsqueeze(0).to(generator.Device);
            var line = new List<Tensor> { image };
            if (teacher is not null)
            {
                line.Add(teacher.forward(batch).squeeze(0).cpu());
            }

            line.Add(generator.forward(batch).squeeze(0).cpu());
            if (partners.TryGetValue(inputs.NameOf(index), out var partner))
            {
                line.Add(truth!.Load(partner));
            }

            cells.Add(line);
        }

        string[] titles = teacher is null ? ["input", "G", "truth"] : ["input", "G0", "G", "truth"];
        ImageGrid.Save(path, cells, [.. titles.Take(cells.Max(static line => line.Count))], scale: Math.Max(1, 128 / (int)cells[0][0].shape[2]));
    }
}
