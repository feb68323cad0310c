using GsFramework.Host.Evaluation;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Reporting.Html.Pictures;

/// <summary>The pictures of a run: the evenly spaced images, the worst and the median ones.</summary>
/// <param name="Spaced">The evenly spaced ones.</param>
/// <param name="Worst">The worst, by name.</param>
/// <param name="Median">The median ones, by name.</param>
/// <param name="Ranking">The order of all test images; null where it is not known, as in runs of earlier
/// versions.</param>
internal sealed record RankedPictures(
    IReadOnlyList<PictureRow> Spaced,
    IReadOnlyList<PictureRow> Worst,
    IReadOnlyList<PictureRow> Median,
    ImageRanking? Ranking
)
{
    /// <summary>No pictures.</summary>
    public static RankedPictures None { get; } = new([], [], [], null);

    /// <summary>All pictures, in no particular order.</summary>
    public IEnumerable<PictureRow> All => Spaced.Concat(Worst).Concat(Median);

    /// <summary>Those of a run.</summary>
    /// <exception cref="UserException">A picture or the table of scores is damaged.</exception>
    public static RankedPictures Read(RunDirectory directory) =>
        new(
            PictureRow.ReadAll(directory),
            PictureRow.ReadAll(directory.WorstPictures),
            PictureRow.ReadAll(directory.MedianPictures),
            ImageScoresFile.Read(directory.Scores) is { } scores ? ImageRanking.Of(scores) : null
        );
}
