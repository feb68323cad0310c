using GsFramework.Core.Data;
using GsFramework.Data;
using Serilog;

namespace GsFramework.Host.Training;

/// <summary>The numbers of training images, looked at before batches are made of them.</summary>
internal static class TrainingCounts
{
    /// <summary>Warns where a batch takes more images than a domain has: they are then repeated within a
    /// batch.</summary>
    /// <param name="inputs">Images of A.</param>
    /// <param name="targets">Images of B, or null where no batches of their own are made of them.</param>
    /// <param name="batchSize">Images in a batch.</param>
    /// <param name="log">Is warned.</param>
    /// <exception cref="UserException">A domain has no images.</exception>
    public static void Check(IImageDataset inputs, IImageDataset? targets, int batchSize, ILogger log)
    {
        var counts = targets is null ? Text("A", inputs) : $"{Text("A", inputs)}, {Text("B", targets)}";
        var least = Math.Min(inputs.Count, targets?.Count ?? int.MaxValue);
        if (least == 0)
        {
            throw new UserException($"A domain has no training images: {counts}. Add some, or name another source.");
        }

        if (least < batchSize)
        {
            log.Warning(
                "data.batchSize is {BatchSize}, more than a domain has training images, which are repeated within a "
                    + "batch: {Counts}",
                batchSize,
                counts
            );
        }
    }

    private static string Text(string domain, IImageDataset images) =>
        $"{images.Count} of {domain}" + (images is ITrainingImageSet { Folder: { } folder } ? $" in '{folder}'" : "");
}
