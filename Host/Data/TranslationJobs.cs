namespace GsFramework.Host.Data;

/// <summary>Which images become which files.</summary>
internal static class TranslationJobs
{
    /// <summary>One image to one file, or every image of a folder to a PNG of the same stem in another.</summary>
    /// <exception cref="UserException">There is nothing to read, an original would be overwritten, or two images would
    /// become one file.</exception>
    public static IReadOnlyList<(string Source, string Target)> Plan(string source, string target)
    {
        if (File.Exists(source))
        {
            var isFolder = Directory.Exists(target) || Path.EndsInDirectorySeparator(target);
            return Checked([(source, isFolder ? In(target, source) : target)]);
        }

        if (!Directory.Exists(source))
        {
            throw new UserException($"There is no image or folder '{source}'. Give a file or a folder of images.");
        }

        if (File.Exists(target))
        {
            throw new UserException($"'{source}' is a folder but '{target}' is a file. Give a folder to write to.");
        }

        // Names with a dot in front are hidden: macOS writes '._NAME.png' beside every image it copies.
        var images = Directory.EnumerateFiles(source)
            .Where(static path => ImageFile.Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)
                && !Path.GetFileName(path).StartsWith('.'))
            .Order(StringComparer.Ordinal).ToArray();
        return images.Length == 0
            ? throw new UserException($"The folder '{source}' has no images ({string.Join(", ", ImageFile.Extensions)}).")
            : Checked([.. images.Select(path => (path, In(target, path)))]);
    }

    private static string In(string folder, string source) =>
        Path.Combine(folder, Path.GetFileNameWithoutExtension(source) + ".png");

    private static List<(string Source, string Target)> Checked(List<(string Source, string Target)> jobs)
    {
        var originals = jobs.Select(static job => Path.GetFullPath(job.Source)).ToHashSet();
        var targets = new Dictionary<string, string>();
        foreach (var (source, target) in jobs)
        {
            if (originals.Contains(Path.GetFullPath(target)))
            {
                throw new UserException($"'{target}' would overwrite its original. Give another name or folder.");
            }

            if (!targets.TryAdd(target, source))
            {
                throw new UserException($"'{targets[target]}' and '{source}' would both become '{target}'. Rename one of them.");
            }
        }

        return jobs;
    }
}
