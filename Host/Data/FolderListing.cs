namespace GsFramework.Host.Data;

/// <summary>An image file of a data set.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Name">Its path below the data set's folder without extension, with '/' between folders.</param>
internal sealed record FolderImage(string Path, string Name);

/// <summary>Finds image files in folders.</summary>
internal static class FolderListing
{
    /// <summary>The images of a folder, and of the folders in it, in the order of their paths.</summary>
    /// <exception cref="UserException">A folder cannot be read.</exception>
    public static List<FolderImage> Find(string folder, bool recursive)
    {
        var found = new List<(string Relative, string Path)>();
        try
        {
            Walk(folder, "", RealPath(folder), recursive, [], found);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"The folder '{folder}' cannot be read: {fault.Message}", fault);
        }

        return [.. found.OrderBy(static file => file.Relative, StringComparer.Ordinal)
            .Select(static file => new FolderImage(file.Path, file.Relative[..^Path.GetExtension(file.Relative).Length]))];
    }

    // A folder is known by where it really is, so links that lead back to one that was seen end there.
    private static void Walk(
        string folder, string prefix, string real, bool recursive, HashSet<string> seen, List<(string Relative, string Path)> found)
    {
        if (!seen.Add(real))
        {
            return;
        }

        // Names with a dot in front are hidden: macOS writes '._NAME.png' beside every image it copies.
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            var name = Path.GetFileName(path);
            if (!name.StartsWith('.') && ImageFile.Extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase))
            {
                found.Add((prefix + name, path));
            }
        }

        if (!recursive)
        {
            return;
        }

        foreach (var inner in new DirectoryInfo(folder).EnumerateDirectories().OrderBy(static one => one.Name, StringComparer.Ordinal))
        {
            if (!inner.Name.StartsWith('.'))
            {
                var target = inner.LinkTarget is null ? Path.Combine(real, inner.Name) : RealPath(inner.FullName);
                Walk(inner.FullName, $"{prefix}{inner.Name}/", target, recursive, seen, found);
            }
        }
    }

    private static string RealPath(string path)
    {
        var full = Path.GetFullPath(path);
        var real = Path.GetPathRoot(full)!;
        foreach (var part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            if (new DirectoryInfo(real).ResolveLinkTarget(returnFinalTarget: true) is { } target)
            {
                real = target.FullName == real ? real : RealPath(target.FullName);
            }
        }

        return real;
    }
}
