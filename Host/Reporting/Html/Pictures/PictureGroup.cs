namespace GsFramework.Host.Reporting.Html.Pictures;

/// <summary>Images that are looked at together.</summary>
/// <param name="Columns">Their pictures; the groups of one grid have the same columns.</param>
internal sealed record PictureGroup(IReadOnlyList<PictureColumn> Columns)
{
    /// <summary>Its heading; null where there is one group only.</summary>
    public string? Title { get; init; }

    /// <summary>What they are, for those who cannot see it.</summary>
    public string Label { get; init; } = "All pictures";

    /// <summary>Which images these are.</summary>
    public string? Note { get; init; }

    /// <summary>The images in their order, and what is said of each.</summary>
    public IReadOnlyList<(string Name, string? Detail)> Rows { get; init; } =
    [
        .. Columns
            .SelectMany(static column => column.Pictures.Keys)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .Select(static name => (name, (string?)null)),
    ];
}
