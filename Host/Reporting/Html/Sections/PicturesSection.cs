using GsFramework.Core.Text;
using GsFramework.Host.Evaluation;
using GsFramework.Host.Reporting.Html.Pictures;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Sections;

/// <summary>Input, dense and compact output and truth of test images.</summary>
internal static class PicturesSection
{
    public const string Input = "input";
    public const string Teacher = "dense G0";
    public const string Compact = "compact G";
    public const string Truth = "ground truth";

    private const string Spaced = "Test images, evenly spaced.";

    /// <summary>The pictures and their viewer; null without pictures.</summary>
    public static Section? Of(RankedPictures pictures)
    {
        var ranking = pictures.Worst.Count > 0 ? pictures.Ranking : null;
        PictureGroup[] groups =
            ranking is null ? [new PictureGroup(Columns(pictures.Spaced))] : [.. Groups(pictures, ranking)];
        return PictureGrid.Of(groups, Teacher, Compact) is { } grid
            ? new Section("pictures", "Pictures", Join(Hint([.. pictures.All], Order(ranking)), grid))
            : null;
    }

    /// <summary>How to use the pictures, and what they are.</summary>
    /// <param name="rows">The pictures.</param>
    /// <param name="which">Which images these are.</param>
    public static Element Hint(IReadOnlyList<PictureRow> rows, string which = Spaced) =>
        Tag(
            "p.note",
            which,
            Tag(
                "span.screen",
                " A row's name chooses the image; a column's head puts the column on the right, and what was there "
                    + "goes to the left. Drag the divider, or move it with the arrow keys; or look at the difference "
                    + "of the two, or at one after the other in the same place."
            ),
            rows.SelectMany(static row => row.ByKind.Values)
                .Any(static picture => !picture.Source.StartsWith("data:image/png", StringComparison.Ordinal))
                ? $" Large pictures are shown here as JPEG of quality {Picture.JpegQuality}; the files in the run "
                    + "directory are exact."
                : null
        );

    private static string Order(ImageRanking? ranking) =>
        ranking is null
            ? Spaced
            : $"Below a name: the image's place among the {ranking.Images.Count} test images, and its "
                + $"{ranking.Metric}, by which worst and median are chosen "
                + $"({(ScoreDirection.LowerIsBetter(ranking.Metric) ? "lower" : "higher")} is better).";

    private static IReadOnlyList<PictureGroup> Groups(RankedPictures pictures, ImageRanking ranking)
    {
        var places = ranking
            .Images.GroupBy(static image => image.Name)
            .ToDictionary(static group => group.Key, static group => group.First());
        var count = ranking.Images.Count;
        return
        [
            new PictureGroup(Columns(pictures.Spaced))
            {
                Title = "Evenly spaced",
                Note = $"{pictures.Spaced.Count} of the test images in the order of the data set.",
                Rows =
                [
                    .. pictures
                        .Spaced.OrderBy(row => places.TryGetValue(row.Name, out var image) ? image.Number : count)
                        .Select(row => (row.Name, places.TryGetValue(row.Name, out var image) ? Detail(image) : null)),
                ],
            },
            Ranked(
                "Worst",
                $"The {pictures.Worst.Count} that differ most from the teacher, the worst first.",
                pictures.Worst
            ),
            Ranked(
                "Median",
                $"The {pictures.Median.Count} in the middle of the order: as many images are worse as are better.",
                pictures.Median
            ),
        ];

        PictureGroup Ranked(string title, string note, IReadOnlyList<PictureRow> rows)
        {
            var names = rows.Select(static row => row.Name).ToHashSet();
            return new PictureGroup(Columns(rows))
            {
                Title = title,
                Note = note,
                Rows =
                [
                    .. ranking
                        .Images.Where(image => names.Contains(image.Name))
                        .DistinctBy(static image => image.Name)
                        .Select(static image => (image.Name, (string?)Detail(image))),
                ],
            };
        }
    }

    private static string Detail(RankedImage image) => $"#{image.Number}, {MeasuredText.Of(image.Value)}";

    private static IReadOnlyList<PictureColumn> Columns(IReadOnlyList<PictureRow> rows) =>
        [
            PictureColumn.Of(Input, rows, "input"),
            PictureColumn.Of(Teacher, rows, "teacher"),
            PictureColumn.Of(Compact, rows, "compact"),
            PictureColumn.Of(Truth, rows, "truth"),
        ];
}
