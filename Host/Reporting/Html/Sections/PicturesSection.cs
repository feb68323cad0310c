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

    /// <summary>The grid and its slider; null without pictures.</summary>
    public static Section? Of(IReadOnlyList<PictureRow> rows) =>
        PictureGrid.Of(
            [
                PictureColumn.Of(Input, rows, "input"),
                PictureColumn.Of(Teacher, rows, "teacher"),
                PictureColumn.Of(Compact, rows, "compact"),
                PictureColumn.Of(Truth, rows, "truth"),
            ],
            Teacher,
            Compact
        )
            is { } grid
            ? new Section("pictures", "Pictures", Join(Hint(rows), grid))
            : null;

    /// <summary>How to use a grid, and what its pictures are.</summary>
    public static Element Hint(IReadOnlyList<PictureRow> rows) =>
        Tag(
            "p.note",
            "Test images, evenly spaced. Drag the divider, or move it with the arrow keys. A row's name chooses the "
                + "image; a column's "
                + "head puts the column on the right, and what was there goes to the left.",
            rows.SelectMany(static row => row.ByKind.Values)
                .Any(static picture => !picture.Source.StartsWith("data:image/png", StringComparison.Ordinal))
                ? $" Large pictures are shown here as JPEG of quality {Picture.JpegQuality}; the files in pictures/ "
                    + $"are exact."
                : null
        );
}
