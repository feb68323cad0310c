namespace GsFramework.Host.Evaluation;

/// <summary>An image with the score by which it is ranked.</summary>
/// <param name="Number">Its place in the data set, from 1.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Value">The score.</param>
internal sealed record RankedImage(int Number, string Name, double Value);

/// <summary>The images of a run by how far the compact network is from its teacher, the worst first.</summary>
/// <param name="Metric">The score of the order.</param>
/// <param name="Images">All images that have it.</param>
internal sealed record ImageRanking(string Metric, IReadOnlyList<RankedImage> Images)
{
    // What people see as different first, then what is nearest to it.
    private static readonly string[] _metrics = ["feature-distance", "ssim", "l1", "psnr"];

    /// <summary>The order by the feature distance to the teacher, or by SSIM, L1 or PSNR to it where that was not
    /// measured; null where none was.</summary>
    public static ImageRanking? Of(ImageScores scores)
    {
        var column = _metrics
            .Select(start =>
                scores.Columns.FirstOrDefault(column =>
                    column.Metric.StartsWith($"{start}-", StringComparison.Ordinal)
                    && column.Metric.EndsWith("-teacher", StringComparison.Ordinal)
                )
            )
            .FirstOrDefault(static column => column is not null);
        if (column is null)
        {
            return null;
        }

        var sign = ScoreDirection.LowerIsBetter(column.Metric) ? -1 : 1;
        IReadOnlyList<RankedImage> images =
        [
            .. scores
                .Names.Zip(column.Values, static (name, value) => (name, value))
                .Select(static (entry, index) => (Number: index + 1, Name: entry.name, Value: entry.value))
                .Where(static entry => entry.Value is not null)
                .Select(static entry => new RankedImage(entry.Number, entry.Name, entry.Value!.Value))
                .OrderBy(image => sign * image.Value),
        ];
        return images.Count == 0 ? null : new ImageRanking(column.Metric, images);
    }

    /// <summary>The worst images.</summary>
    public IReadOnlyList<RankedImage> Worst(int count) => [.. Images.Take(count)];

    /// <summary>Those in the middle of the order: as many are worse as are better.</summary>
    public IReadOnlyList<RankedImage> Median(int count) =>
        [.. Images.Skip(Math.Max(0, (Images.Count - count) / 2)).Take(count)];
}
