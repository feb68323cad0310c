namespace GsFramework.Host.Commands;

/// <summary>The file for a page.</summary>
internal static class PagePath
{
    /// <summary>Refuses what is no name of a page: another file would be lost.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="UserException">It is a folder, or does not end in .html.</exception>
    public static void Check(string option, string path)
    {
        if (Directory.Exists(path) || !path.EndsWith(".html", StringComparison.OrdinalIgnoreCase))
        {
            throw new UserException($"{option} {path}: name an .html file to write.");
        }
    }
}
