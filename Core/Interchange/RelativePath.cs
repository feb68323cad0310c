namespace GsFramework.Core.Interchange;

/// <summary>Takes the folders of the user's machine out of what others will read.</summary>
internal static class RelativePath
{
    /// <summary>A path, or a value behind an equals sign that is one, relative to a folder; other texts as they
    /// are.</summary>
    public static string In(string text, string folder)
    {
        var start = Path.IsPathFullyQualified(text) ? 0 : text.IndexOf('=', StringComparison.Ordinal) + 1;
        return Path.IsPathFullyQualified(text[start..])
            ? text[..start] + Path.GetRelativePath(folder, text[start..]).Replace('\\', '/')
            : text;
    }
}
