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
