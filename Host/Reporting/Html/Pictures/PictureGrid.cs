using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Pictures;

/// <summary>Groups of pictures in rows and columns, with a viewer of any two columns. The script fills the viewer from
/// the grid and shows one group at a time; without it all are there, one below the other.</summary>
internal static class PictureGrid
{
    // Below this many pixels a picture is shown larger than it is, with its pixels to be seen.
    private const int Small = 160;

    // More columns than these have no room beside the viewer.
    private const int Few = 6;

    /// <summary>A grid; null without pictures.</summary>
    /// <param name="groups">The groups; columns that are empty in all of them are left out.</param>
    /// <param name="left">The column that the viewer shows on the left at first.</param>
    /// <param name="right">And on the right.</param>
    public static Markup? Of(IReadOnlyList<PictureGroup> groups, string left, string right)
    {
        var count = groups.Select(static group => group.Columns.Count).DefaultIfEmpty().Min();
        var filled = Enumerable
            .Range(0, count)
            .Where(column => groups.Any(group => group.Columns[column].Pictures.Count > 0))
            .ToList();
        if (filled.Count == 0)
        {
            return null;
        }

        PictureGroup[] shown =
        [
            .. groups.Select(group => group with { Columns = [.. filled.Select(column => group.Columns[column])] }),
        ];
        var pictures = shown
            .SelectMany(static group => group.Columns)
            .SelectMany(static column => column.Pictures.Values)
            .ToList();
        return Tag(
            "div.pictures"
                + (pictures.TrueForAll(static one => one.Width <= Small) ? ".small" : "")
                + (filled.Count > Few ? ".many" : ""),
            PictureViewer.Of(
                [.. shown[0].Columns.Select(static column => column.Title)],
                left,
                right,
                pictures[0]
            ),
            Tag("div.groups", PictureTable.All(shown))
        );
    }
}
