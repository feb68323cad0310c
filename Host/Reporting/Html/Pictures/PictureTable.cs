using System.Globalization;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Pictures;

/// <summary>The tables of a grid, one a group.</summary>
internal static class PictureTable
{
    /// <summary>All of them. A row that an earlier group has already leads there; the script gives it the same
    /// pictures.</summary>
    public static IEnumerable<Markup> All(IReadOnlyList<PictureGroup> groups)
    {
        // Only one grid of a page has groups, so its rows need no other names.
        var ids = groups.Count > 1 ? new Dictionary<string, (string Id, Picture?[] Pictures)>() : null;
        return groups.Select(group => Of(group, ids)).ToList();
    }

    private static Element Of(PictureGroup group, Dictionary<string, (string Id, Picture?[] Pictures)>? ids) =>
        Tag(
            "div.group",
            group.Title is null ? null : Tag("h3", group.Title),
            group.Note is null ? null : Tag("p.note", group.Note),
            Tables.Scrolling(
                group.Title is null ? group.Label : $"Pictures: {group.Title}",
                Tag("table.grid", Head(group), Tag("tbody", group.Rows.Select(row => Row(group, row, ids)).ToList()))
            )
        );

    private static Element Head(PictureGroup group) =>
        Tag(
            "thead",
            Tag(
                "tr",
                group
                    .Columns.Select(
                        static (column, number) =>
                            Tag(
                                    "th",
                                    Tag("button", column.Title)
                                        .With("type", "button")
                                        .With("data-column", number.ToString(CultureInfo.InvariantCulture))
                                        .With("title", "Show in the viewer")
                                )
                                .With("scope", "col")
                    )
                    .Prepend(Tag("td"))
            )
        );

    private static Element Row(
        PictureGroup group,
        (string Name, string? Detail) row,
        Dictionary<string, (string Id, Picture?[] Pictures)>? ids
    )
    {
        Picture?[] pictures = [.. group.Columns.Select(column => column.Pictures.GetValueOrDefault(row.Name))];
        var head = Tag(
                "th",
                Tag("button", row.Name).With("type", "button"),
                row.Detail is null ? null : Tag("small", row.Detail)
            )
            .With("scope", "row");
        if (ids?.TryGetValue(row.Name, out var first) == true && first.Pictures.SequenceEqual(pictures))
        {
            return Tag(
                    "tr",
                    head,
                    Tag("td.same", Tag("a", "shown above").With("href", $"#{first.Id}"))
                        .With("colspan", pictures.Length.ToString(CultureInfo.InvariantCulture))
                )
                .With("data-same", first.Id);
        }

        var id = ids is null ? null : $"picture-{ids.Count + 1}";
        ids?.TryAdd(row.Name, (id!, pictures));
        return Tag(
                "tr",
                pictures
                    .Zip(group.Columns, (picture, column) => Cell(picture, $"{column.Title} of {row.Name}"))
                    .Prepend(head)
            )
            .With("id", id);
    }

    private static Element Cell(Picture? picture, string text) =>
        picture is null
            ? Tag("td")
            : Tag(
                "td",
                Tag("img")
                    .With("src", picture.Source)
                    .With("width", picture.Width.ToString(CultureInfo.InvariantCulture))
                    .With("height", picture.Height.ToString(CultureInfo.InvariantCulture))
                    .With("alt", text)
            );
}
