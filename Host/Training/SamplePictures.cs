using GsFramework.Core.Data;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Runs;
using static TorchSharp.torch;

namespace GsFramework.Host.Training;

/// <summary>Single images to compare: <c>FOLDER/NAME/{input,teacher,compact,truth}.png</c>, pixel by pixel as they were
/// made.</summary>
internal static class SamplePictures
{
    /// <summary>Writes images of a data set; the truth where there is one, and nothing for a classifier.</summary>
    /// <param name="folder">Where to; a folder of a <see cref="RunDirectory"/>.</param>
    /// <param name="inputs">The data set.</param>
    /// <param name="teacher">The dense network.</param>
    /// <param name="compact">The compressed network.</param>
    /// <param name="numbers">Which images.</param>
    /// <param name="truth">True outputs, found by name.</param>
    public static void Save(
        string folder,
        IImageDataset inputs,
        GraphModule teacher,
        GraphModule compact,
        IEnumerable<int> numbers,
        IImageDataset truth
    )
    {
        using var scope = NewDisposeScope();
        foreach (var row in SampleRows.Of(inputs, teacher, compact, numbers, truth))
        {
            Write("input", row.Input);
            Write("teacher", row.Teacher);
            Write("compact", row.Output);
            Write("truth", row.Truth);

            void Write(string kind, Tensor? image)
            {
                if (image is not null)
                {
                    ImageFile.Save(RunDirectory.Picture(folder, row.Name, kind), image);
                }
            }
        }
    }
}
