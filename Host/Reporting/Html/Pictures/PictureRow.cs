using GsFramework.Host.Runs;

namespace GsFramework.Host.Reporting.Html.Pictures;

/// <summary>The pictures of one test image.</summary>
/// <param name="Name">The image's name.</param>
/// <param name="ByKind">input, teacher, compact and truth, as far as they are there.</param>
internal sealed record PictureRow(string Name, IReadOnlyDictionary<string, Picture> ByKind)
{
    private static readonly string[] _kinds = ["input", "teacher", "compact", "truth"];

    /// <summary>The evenly spaced ones of a run, by name; none where it has none.</summary>
    /// <inheritdoc cref="ReadAll(string)"/>
    public static IReadOnlyList<PictureRow> ReadAll(RunDirectory directory) => ReadAll(directory.Pictures);

    /// <summary>All of a folder, by name; none where it is not there.</summary>
    /// <exception cref="UserException">A picture is damaged.</exception>
    public static IReadOnlyList<PictureRow> ReadAll(string folder) =>
        Directory.Exists(folder)
            ?
            [
                .. Directory
                    .EnumerateFiles(folder, "input.png", SearchOption.AllDirectories)
                    .Select(path => Path.GetRelativePath(folder, Path.GetDirectoryName(path)!).Replace('\\', '/'))
                    .Order(StringComparer.Ordinal)
                    .Select(name => new PictureRow(
                        name,
                        _kinds
                            .Select(kind => (kind, Path: RunDirectory.Picture(folder, name, kind)))
                            .Where(static entry => File.Exists(entry.Path))
                            .ToDictionary(static entry => entry.kind, static entry => Picture.Read(entry.Path))
                    )),
            ]
            : [];
}
