using GsFramework.Data;
using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Training;

/// <summary>An image and what networks make of it, each (C, H, W) on the CPU.</summary>
/// <param name="Name">The image's name in its data set.</param>
/// <param name="Input">The image.</param>
/// <param name="Teacher">The dense teacher's output, or null where no teacher was asked.</param>
/// <param name="Output">The generator's output.</param>
/// <param name="Truth">The true output, or null where there is none.</param>
internal sealed record SampleRow(string Name, Tensor Input, Tensor? Teacher, Tensor Output, Tensor? Truth);

/// <summary>Translates some images of a data set, to be looked at.</summary>
internal static class SampleRows
{
    /// <summary>The numbers of evenly spaced images.</summary>
    /// <param name="images">How many there are.</param>
    /// <param name="rows">How many are wanted at most.</param>
    public static IEnumerable<int> Spaced(int images, int rows)
    {
        var count = Math.Min(rows, images);
        return Enumerable.Range(0, count).Select(row => row * images / count);
    }

    /// <summary>The rows; none for a classifier, whose outputs are no images. Tensors belong to the caller's dispose
    /// scope.</summary>
    public static IReadOnlyList<SampleRow> Of(
        IImageDataset inputs,
        GraphModule? teacher,
        GraphModule generator,
        IEnumerable<int> numbers,
        IImageDataset? truth
    )
    {
        if (inputs.Count == 0 || Logits.AreMadeBy(generator.Graph, (int)inputs.Load(0).shape[1]))
        {
            return [];
        }

        using var noGrad = no_grad();
        using var looking = new EvaluationMode(generator);
        var partners = truth is null
            ? []
            : Enumerable
                .Range(0, truth.Count)
                .GroupBy(truth.NameOf)
                .ToDictionary(static group => group.Key, static group => group.First());
        return [.. numbers.Select(Row)];

        SampleRow Row(int index)
        {
            var image = inputs.Load(index);
            var batch = image.unsqueeze(0).to(generator.Device);
            var name = inputs.NameOf(index);
            return new SampleRow(
                name,
                image,
                teacher?.forward(batch).squeeze(0).cpu(),
                generator.forward(batch).squeeze(0).cpu(),
                partners.TryGetValue(name, out var partner) ? truth!.Load(partner) : null
            );
        }
    }
}
