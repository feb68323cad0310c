using System.Globalization;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html;

/// <summary>A column of a table.</summary>
/// <param name="Title">Its head; null for a corner that names nothing.</param>
/// <param name="IsText">True for words, which begin on the left; false for numbers.</param>
internal sealed record Column(Markup? Title, bool IsText = false)
{
    /// <summary>The head without typesetting, for those who copy the table; null where that is the same.</summary>
    public string? Plain { get; init; }

    /// <summary>True for the column that a phone shows first: it has room for one beside the names of the
    /// rows.</summary>
    public bool IsFirstOnPhones { get; init; }

    /// <summary>The first column of a table whose rows are named and whose names have no name.</summary>
    public static Column Corner { get; } = new(Title: null, IsText: true);

    /// <summary>The compact generator, beside the dense one.</summary>
    public static Column Compact { get; } = new((Markup)"compact G") { IsFirstOnPhones = true };

    public static implicit operator Column(string title) => new((Markup)title, IsText: false);

    /// <summary>A column of words.</summary>
    public static Column Words(string title) => new((Markup)title, IsText: true);

    /// <summary>A column named by a letter with an index, as in a formula.</summary>
    public static Column Symbol(string letter, string index) =>
        new(Symbols.Of(letter, index)) { Plain = $"{letter}_{index}" };
}

/// <summary>Tables in a box of their own, which scrolls where the window is narrower than they are. The script lets
/// readers sort and copy them.</summary>
internal static class Tables
{
    /// <summary>A table, whose first column names the rows.</summary>
    /// <param name="caption">What it is, for those who cannot see it.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="rows">The cells.</param>
    /// <param name="isBroad">True for one that may be wider than the text, where the window is.</param>
    public static Markup Of(
        string caption,
        IReadOnlyList<Column> columns,
        IEnumerable<IReadOnlyList<Markup>> rows,
        bool isBroad = false
    ) =>
        Scrolling(
            caption,
            isBroad ? "div.scroll.broad" : "div.scroll",
            Tag(
                "table.data",
                Tag(
                    "thead",
                    Tag(
                        "tr",
                        columns.Select(
                            static (column, number) =>
                                Head(column, isText: column.IsText || number == 0)
                        )
                    )
                ),
                Tag(
                    "tbody",
                    rows.Select(row =>
                        Tag(
                            "tr",
                            row.Select(
                                (cell, number) =>
                                    (
                                        number == 0
                                            ? Tag("th.text", cell).With("scope", "row")
                                            : Tag(columns[number].IsText ? "td.text" : "td", cell)
                                    ).With("data-sort", (cell as SortedMarkup)?.Key)
                            )
                        )
                    )
                )
            )
        );

    /// <summary>A cell whose text does not show the number by which it is sorted.</summary>
    /// <param name="content">What it shows.</param>
    /// <param name="key">That number; null for none, which is last.</param>
    public static Markup Sorted(Markup content, double? key) => new SortedMarkup(content, key);

    /// <summary>Names and values, one below the other; what has no value is left out.</summary>
    public static Markup Pairs(IEnumerable<(string Name, Markup? Value)> rows) =>
        Tag(
            "dl",
            rows.Where(static row => row.Value is not null)
                .Select(static row => Tag("div", Tag("dt", row.Name), Tag("dd", row.Value)))
        );

    /// <summary>A box that scrolls by itself. It can have the focus, so that the keyboard scrolls it too.</summary>
    public static Element Scrolling(string name, Markup content) => Scrolling(name, "div.scroll", content);

    private static Element Head(Column column, bool isText) =>
        column.Title is null
            ? Tag("td")
            : Tag(isText ? "th.text" : "th", column.Title)
                .With("scope", "col")
                .With("data-text", column.Plain)
                .With("data-first", column.IsFirstOnPhones ? "" : null);

    private static Element Scrolling(string name, string selector, Markup content) =>
        Tag(selector, content).With("role", "region").With("aria-label", name).With("tabindex", "0");

    private sealed class SortedMarkup(Markup content, double? key) : Markup
    {
        public string? Key => key?.ToString("R", CultureInfo.InvariantCulture);

        public override void Write(TextWriter writer) => content.Write(writer);
    }
}
