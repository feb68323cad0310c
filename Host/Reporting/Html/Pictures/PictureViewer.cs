using System.Globalization;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Pictures;

/// <summary>Two pictures behind a divider, as their difference, or in turn. Hidden until the script is there.</summary>
internal static class PictureViewer
{
    /// <summary>An empty viewer.</summary>
    /// <param name="columns">The titles of what it can show.</param>
    /// <param name="left">What it shows on the left at first.</param>
    /// <param name="right">And on the right.</param>
    /// <param name="first">A picture of its shape.</param>
    public static Element Of(IReadOnlyList<string> columns, string left, string right, Picture first) =>
        Tag(
                "div.viewer",
                Tag("div.controls", Select("Left", columns, left), Select("Right", columns, right)),
                Tag(
                        "div.stage",
                        Tag("img.right").With("alt", "").With("draggable", "false"),
                        Tag("img.left").With("alt", "").With("draggable", "false"),
                        Tag("canvas").With("role", "img"),
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
                Tag("p.note.reading").With("aria-live", "polite"),
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

    private static Element Select(string side, IReadOnlyList<string> columns, string chosen) =>
        Tag(
            "label",
            side,
            " ",
            Tag(
                    "select",
                    columns.Select(
                        (column, number) =>
                            Tag("option", column)
                                .With("value", number.ToString(CultureInfo.InvariantCulture))
                                .With("selected", column == chosen ? "" : null)
                    )
                )
                .With("data-side", side.ToLowerInvariant())
        );
}
