namespace GsFramework.Core.Interchange;

/// <summary>Where paths really lead.</summary>
internal static class RealPath
{
    /// <summary>The full path without any links, as far as it exists.</summary>
    /// <exception cref="IOException">Links lead round in a circle.</exception>
    public static string Of(string path)
    {
        var full = Path.GetFullPath(path);
        var real = Path.GetPathRoot(full)!;
        foreach (
            var part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries)
        )
        {
            real = Path.Combine(real, part);
            var folder = new DirectoryInfo(real);
            if (folder.LinkTarget is not null && folder.ResolveLinkTarget(returnFinalTarget: true) is { } target)
            {
                real = target.FullName == real ? real : Of(target.FullName);
            }
        }

        return real;
    }
}
