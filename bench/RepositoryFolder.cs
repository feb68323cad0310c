namespace GsFramework.Bench;

/// <summary>Folders of the repository in which the program runs.</summary>
internal static class RepositoryFolder
{
    /// <summary>The path of a folder, such as <c>assets/emoji-ink</c>.</summary>
    /// <exception cref="DirectoryNotFoundException">The program is not within the repository.</exception>
    public static string Of(params string[] names)
    {
        var wanted = Path.Combine(names);
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder.FullName, wanted)))
        {
            folder =
                folder.Parent
                ?? throw new DirectoryNotFoundException($"Run it within the repository: it needs {wanted}.");
        }

        return Path.Combine(folder.FullName, wanted);
    }
}
