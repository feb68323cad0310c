using GsFramework.Host.Interchange;

namespace GsFramework.Host.Data;

/// <summary>Which images become which files.</summary>
internal static class TranslationJobs
{
    /// <summary>One image to one file, or every image of a folder to a PNG of the same stem in another.</summary>
    /// <param name="source">An image or a folder of images.</param>
    /// <param name="target">The file or folder to write.</param>
    /// <param name="force">True to overwrite what was written before; originals are never overwritten.</param>
    /// <exception cref="UserException">There is nothing to read, an original or, unasked, something else would be overwritten, or
    /// two images would become one file.</exception>
    public static IReadOnlyList<(string Source, string Target)> Plan(string source, string target, bool force = false)
    {
        var jobs = Pair(source, target);
        CheckOriginals(jobs);
        Overwriting.Check([.. jobs.Select(static job => job.Target)], force);
        return jobs;
    }

    private static List<(string Source, string Target)> Pair(string source, string target)
    {
        if (File.Exists(source))
        {
            var isFolder = Directory.Exists(target) || Path.EndsInDirectorySeparator(target);
            return [(source, isFolder ? In(target, source) : target)];
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
            : [.. images.Select(path => (path, In(target, path)))];
    }

    private static string In(string folder, string source) =>
        Path.Combine(folder, Path.GetFileNameWithoutExtension(source) + ".png");

    // By where paths really lead: the folder to write may be a link to that of the originals, or they to it. Whatever the case,
    // since some disks take 'A.PNG' and 'a.png' for one.
    private static void CheckOriginals(List<(string Source, string Target)> jobs)
    {
        var originals = jobs.Select(static job => RealPath.Of(job.Source)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var targets = new Dictionary<string, string>();
        foreach (var (source, target) in jobs)
        {
            if (originals.Contains(RealPath.Of(target)) && File.Exists(target))
            {
                throw new UserException($"'{target}' would overwrite its original. Give another name or folder.");
            }

            if (!targets.TryAdd(target, source))
            {
                throw new UserException($"'{targets[target]}' and '{source}' would both become '{target}'. Rename one of them.");
            }
        }
    }
}
