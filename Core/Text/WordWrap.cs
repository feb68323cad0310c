namespace GsFramework.Core.Text;

/// <summary>Breaks lines between words.</summary>
internal static class WordWrap
{
    /// <summary>The lines of a text. A word that is longer than a line stays whole: it may be a path, to be
    /// copied.</summary>
    /// <param name="text">The text; its own line ends stay.</param>
    /// <param name="width">The most columns of a line, or null for any number.</param>
    /// <param name="indent">How far the further lines of a broken one are indented.</param>
    public static IEnumerable<string> Lines(string text, int? width, int indent = 0) =>
        text.ReplaceLineEndings("\n").Split('\n').SelectMany(line => Broken(line, width ?? int.MaxValue, indent));

    private static IEnumerable<string> Broken(string line, int width, int indent)
    {
        while (line.Length > width && Break(line, width, indent) is { } place)
        {
            yield return line[..place].TrimEnd(' ');
            line = new string(' ', indent) + line[place..].TrimStart(' ');
        }

        yield return line;
    }

    // The last space that leaves the line short enough, else the first one.
    private static int? Break(string line, int width, int indent)
    {
        var start = line.Length - line.TrimStart(' ').Length;
        var first = Math.Max(start, line.StartsWith(new string(' ', indent), StringComparison.Ordinal) ? indent : 0);
        var last = line.LastIndexOf(' ', width);
        var place = last > first ? last : line.IndexOf(' ', Math.Max(first, width));
        return place > first && line[place..].Trim(' ').Length > 0 ? place : null;
    }
}
