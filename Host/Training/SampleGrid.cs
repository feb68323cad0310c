using GsFramework.Core.Data;
using GsFramework.Data;
using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Training;

/// <summary>Pictures to look at: one row an image, input | G0 | G, and the ground truth where there is one.</summary>
internal static class SampleGrid
{
    /// <summary>Writes a grid of evenly spaced images of a data set; nothing for a classifier, whose outputs are no
    /// images.</summary>
    public static void Save(
        string path,
        IImageDataset inputs,
        GraphModule? teacher,
        GraphModule generator,
        int rows,
        IImageDataset? truth = null
    )
    {
        using var scope = NewDisposeScope();
        var samples = SampleRows.Of(inputs, teacher, generator, SampleRows.Spaced(inputs.Count, rows), truth);
        if (samples.Count == 0)
        {
            return;
        }

        var cells = samples
            .Select(static row =>
                ImageGrid.OfOneSize(new[] { row.Input, row.Teacher, row.Output, row.Truth }.OfType<Tensor>())
            )
            .ToList();
        string[] titles = teacher is null ? ["input", "G", "truth"] : ["input", "G0", "G", "truth"];
        ImageGrid.Save(
            path,
            cells,
            [.. titles.Take(cells.Max(static line => line.Count))],
            scale: Math.Max(1, 128 / (int)cells[0][0].shape[2])
        );
    }
}
