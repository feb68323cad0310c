using GsFramework.Core.Interchange;

namespace GsFramework.Bench.Results;

/// <summary>A folder of results: JSON files, and a page that has their tables between comments.</summary>
/// <param name="path">The folder.</param>
internal sealed class ResultFolder(string path)
{
    /// <summary>The page.</summary>
    public string Page => Path.Combine(path, "README.md");

    /// <summary>Reads a file; null where there is none.</summary>
    public T? Read<T>(string file)
        where T : class =>
        File.Exists(Path.Combine(path, file))
            ? RecordJson.Read<T>(Path.Combine(path, file))
            : null;

    /// <summary>Writes a file, and its tables into the page.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="value">What it holds.</param>
    /// <param name="tables">The same as Markdown.</param>
    public void Write<T>(string file, T value, string tables)
    {
        Directory.CreateDirectory(path);
        AtomicFile.WriteAllText(Path.Combine(path, file), RecordJson.Text(value));
        if (File.Exists(Page))
        {
            AtomicFile.WriteAllText(Page, Replace(File.ReadAllText(Page), file, tables));
        }
    }

    /// <summary>A page with other tables of a file.</summary>
    /// <exception cref="InvalidDataException">The page has no place for them.</exception>
    public static string Replace(string page, string file, string tables)
    {
        var (begin, end) = ($"<!-- {file} -->", $"<!-- end of {file} -->");
        var (from, to) = (
            page.IndexOf(begin, StringComparison.Ordinal),
            page.IndexOf(end, StringComparison.Ordinal)
        );
        return from >= 0 && to > from
            ? $"{page[..(from + begin.Length)]}\n\n{tables.Trim('\n')}\n\n{page[to..]}"
            : throw new InvalidDataException($"The page has no '{begin}' and '{end}'.");
    }
}
