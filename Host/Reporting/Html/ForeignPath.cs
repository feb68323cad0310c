using System.Text.RegularExpressions;

namespace GsFramework.Host.Reporting.Html;

/// <summary>Shortens paths that lead out of a folder, so that a page does not tell how its maker's disk is
/// arranged.</summary>
internal static partial class ForeignPath
{
    private const int Kept = 2;

    /// <summary>A path that is absolute or begins with <c>..</c> becomes <c>…</c> and its last two parts; other texts
    /// stay.</summary>
    public static string Short(string path) => Whole().IsMatch(path) ? Cut(path) : path;

    /// <summary>The same for the paths in a text, which end at a space, a colon or a quotation mark.</summary>
    public static string InText(string text) => Part().Replace(text, static match => Cut(match.Value));

    /// <summary>The same for a command line, where a path in quotes may have spaces.</summary>
    public static string InLine(string command) =>
        string.Join(
            '\'',
            command
                .Split('\'')
                .Select(
                    static (part, number) =>
                        number % 2 == 0 ? InText(part) : Quoted().Replace(part, static match => Cut(match.Value))
                )
        );

    private static string Cut(string path)
    {
        var names = path.Split('/', '\\').Where(static name => name is not ("" or ".." or ".")).ToList();
        return string.Join('/', names.TakeLast(Kept).Prepend("…"));
    }

    private const string Start = @"(?:[A-Za-z]:[/\\]|\.\.(?=[/\\]|$)|/(?=[^\s/]))";

    [GeneratedRegex("^" + Start)]
    private static partial Regex Whole();

    // At the beginning of a word, or behind the sign that ends the name of a setting.
    [GeneratedRegex(@"(?<=^|[\s'""(=]|[^\s:]{2}:)" + Start + @"[^\s'"",;:)]*")]
    private static partial Regex Part();

    [GeneratedRegex("(?<=^|=)" + Start + ".*$")]
    private static partial Regex Quoted();
}
