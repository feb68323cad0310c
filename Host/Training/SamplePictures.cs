using GsFramework.Core.Data;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Runs;
using static TorchSharp.torch;

namespace GsFramework.Host.Training;

/// <summary>Single images to compare: <c>pictures/NAME/{input,teacher,compact,truth}.png</c>, pixel by pixel as they
/// were made.</summary>
internal static class SamplePictures
{
    /// <summary>Writes evenly spaced images of a data set; the truth where there is one, and nothing for a
    /// classifier.</summary>
    public static void Save(
        RunDirectory directory,
        IImageDataset inputs,
        GraphModule teacher,
        GraphModule compact,
        int count,
        IImageDataset truth
    )
    {
        using var scope = NewDisposeScope();
        foreach (var row in SampleRows.Of(inputs, teacher, compact, count, truth))
        {
            Write("input", row.Input);
            Write("teacher", row.Teacher);
            Write("compact", row.Output);
            Write("truth", row.Truth);

            void Write(string kind, Tensor? image)
            {
                if (image is not null)
                {
                    ImageFile.Save(directory.Picture(row.Name, kind), image);
                }
            }
        }
    }
}
