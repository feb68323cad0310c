using GsFramework.Host.Runs;

namespace GsFramework.Host.Reporting.Html.Pictures;

/// <summary>The pictures of one test image.</summary>
/// <param name="Name">The image's name.</param>
/// <param name="ByKind">input, teacher, compact and truth, as far as they are there.</param>
internal sealed record PictureRow(string Name, IReadOnlyDictionary<string, Picture> ByKind)
{
    private static readonly string[] _kinds = ["input", "teacher", "compact", "truth"];

    /// <summary>All of a run, by name; none where it has none.</summary>
    /// <exception cref="UserException">A picture is damaged.</exception>
    public static IReadOnlyList<PictureRow> ReadAll(RunDirectory directory) =>
        Directory.Exists(directory.Pictures)
            ?
            [
                .. Directory
                    .EnumerateFiles(directory.Pictures, "input.png", SearchOption.AllDirectories)
                    .Select(path =>
                        Path.GetRelativePath(directory.Pictures, Path.GetDirectoryName(path)!).Replace('\\', '/')
                    )
                    .Order(StringComparer.Ordinal)
                    .Select(name => new PictureRow(
                        name,
                        _kinds
                            .Where(kind => File.Exists(directory.Picture(name, kind)))
                            .ToDictionary(static kind => kind, kind => Picture.Read(directory.Picture(name, kind)))
                    )),
            ]
            : [];
}
