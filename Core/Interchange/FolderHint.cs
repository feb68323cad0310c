namespace GsFramework.Core.Interchange;

/// <summary>What to tell the user about a folder that is not there.</summary>
internal static class FolderHint
{
    private const int MostNames = 8;

    /// <summary>Names the nearest folder above that exists, and what is in it.</summary>
    public static string For(string missing)
    {
        var parent = Path.GetDirectoryName(Path.GetFullPath(missing));
        while (parent is not null && !Directory.Exists(parent))
        {
            parent = Path.GetDirectoryName(parent);
        }

        return parent is null ? "Check the path." : $"'{parent}' exists; {Content(parent)}. Check the path.";
    }

    /// <summary>The folders in a folder, or a count of its files when it has none: "it holds the folders a,
    /// b".</summary>
    public static string Content(string folder)
    {
        var names = Directory
            .EnumerateDirectories(folder)
            .Select(static path => Path.GetFileName(path)!)
            .Where(static name => !name.StartsWith('.'))
            .Order(StringComparer.Ordinal)
            .ToList();
        if (names.Count == 0)
        {
            var files = Directory.EnumerateFiles(folder).Count();
            return files == 0 ? "it is empty" : $"it holds no folders, only {files} file{(files == 1 ? "" : "s")}";
        }

        var more = names.Count > MostNames ? $" and {names.Count - MostNames} more" : "";
        return $"it holds the folder{(names.Count == 1 ? "" : "s")} {string.Join(", ", names.Take(MostNames))}{more}";
    }
}
