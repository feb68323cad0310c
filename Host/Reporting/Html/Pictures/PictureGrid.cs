using System.Globalization;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Pictures;

/// <summary>A column of a picture grid.</summary>
/// <param name="Title">Its head.</param>
/// <param name="Pictures">Its pictures by the image's name.</param>
internal sealed record PictureColumn(string Title, IReadOnlyDictionary<string, Picture> Pictures)
{
    /// <summary>The column of one kind.</summary>
    public static PictureColumn Of(string title, IEnumerable<PictureRow> rows, string kind) =>
        new(
            title,
            rows.Where(row => row.ByKind.ContainsKey(kind))
                .ToDictionary(static row => row.Name, row => row.ByKind[kind])
        );
}

/// <summary>Pictures in rows and columns, with a slider between any two columns. The script fills the slider from the
/// grid, so that each picture is in the page once.</summary>
internal static class PictureGrid
{
    // Below this many pixels a picture is shown larger than it is, with its pixels to be seen.
    private const int Small = 160;

    // More columns than these have no room beside the slider.
    private const int Few = 6;

    /// <summary>A grid; null without pictures.</summary>
    /// <param name="columns">The columns; empty ones are left out.</param>
    /// <param name="left">The column that the slider shows on the left at first.</param>
    /// <param name="right">And on the right.</param>
    public static Markup? Of(IEnumerable<PictureColumn> columns, string left, string right)
    {
        var filled = columns.Where(static column => column.Pictures.Count > 0).ToList();
        var names = filled
            .SelectMany(static column => column.Pictures.Keys)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        if (names.Count == 0)
        {
            return null;
        }

        var first = filled[0].Pictures.Values.First();
        var isSmall = filled.SelectMany(static column => column.Pictures.Values).All(static one => one.Width <= Small);
        return Tag(
            "div.pictures" + (isSmall ? ".small" : "") + (filled.Count > Few ? ".many" : ""),
            Viewer(filled, left, right, first),
            Tables.Scrolling(
                "All pictures",
                Tag(
                    "table.grid",
                    Tag(
                        "thead",
                        Tag(
                            "tr",
                            filled
                                .Select(
                                    static (column, number) =>
                                        Tag(
                                                "th",
                                                Tag("button", column.Title)
                                                    .With("type", "button")
                                                    .With("data-column", Text(number))
                                                    .With("title", "Show in the slider")
                                            )
                                            .With("scope", "col")
                                )
                                .Prepend(Tag("td"))
                        )
                    ),
                    Tag(
                        "tbody",
                        names.Select(name =>
                            Tag(
                                "tr",
                                filled
                                    .Select(column =>
                                        column.Pictures.TryGetValue(name, out var picture)
                                            ? Cell(picture, column.Title, name)
                                            : Tag("td")
                                    )
                                    .Prepend(Tag("th", Tag("button", name).With("type", "button")).With("scope", "row"))
                            )
                        )
                    )
                )
            )
        );
    }

    private static Element Cell(Picture picture, string title, string name) =>
        Tag(
            "td",
            Tag("img")
                .With("src", picture.Source)
                .With("width", Text(picture.Width))
                .With("height", Text(picture.Height))
                .With("alt", $"{title} of {name}")
        );

    // Hidden until the script is there.
    private static Element Viewer(List<PictureColumn> columns, string left, string right, Picture first) =>
        Tag(
                "div.viewer",
                Tag("div.controls", Select("Left", columns, left), Select("Right", columns, right)),
                Tag(
                        "div.stage",
                        Tag("img.right").With("alt", "").With("draggable", "false"),
                        Tag("img.left").With("alt", "").With("draggable", "false"),
                        Tag("span.badge.left").With("aria-hidden", "true"),
                        Tag("span.badge.right").With("aria-hidden", "true"),
                        Tag("div.divider")
                            .With("role", "slider")
                            .With("tabindex", "0")
                            .With("aria-label", "Divider between the left and the right picture")
                            .With("aria-valuemin", "0")
                            .With("aria-valuemax", "100")
                            .With("aria-valuenow", "50")
                    )
                    .With("style", $"aspect-ratio:{first.Width}/{first.Height}"),
                Tag(
                    "div.controls",
                    Tag("button", "‹")
                        .With("type", "button")
                        .With("data-move", "-1")
                        .With("aria-label", "Previous picture"),
                    Tag("output").With("aria-live", "polite"),
                    Tag("button", "›").With("type", "button").With("data-move", "1").With("aria-label", "Next picture")
                )
            )
            .With("hidden", "");

    private static Element Select(string side, List<PictureColumn> columns, string chosen) =>
        Tag(
            "label",
            side,
            " ",
            Tag(
                    "select",
                    columns.Select(
                        (column, number) =>
                            Tag("option", column.Title)
                                .With("value", Text(number))
                                .With("selected", column.Title == chosen ? "" : null)
                    )
                )
                .With("data-side", side.ToLowerInvariant())
        );

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
