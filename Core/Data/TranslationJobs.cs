using GsFramework.Core.Interchange;
using Serilog;

namespace GsFramework.Core.Data;

/// <summary>Which images become which files.</summary>
internal static class TranslationJobs
{
    /// <summary>One image to one file, or every image of a folder, and of the folders in it, to one of the same name in
    /// another.</summary>
    /// <param name="source">An image or a folder of images.</param>
    /// <param name="target">The file or folder to write.</param>
    /// <param name="format">How they are written.</param>
    /// <param name="force">True to overwrite what was written before; originals are never overwritten.</param>
    /// <param name="log">Told what is left out.</param>
    /// <exception cref="UserException">There is nothing to read, an original or, unasked, something else would be
    /// overwritten, or two images would become one file.</exception>
    public static IReadOnlyList<(string Source, string Target)> Plan(
        string source,
        string target,
        WrittenFormat format,
        bool force = false,
        ILogger? log = null
    )
    {
        var jobs = Pair(source, target, format, log);
        CheckOriginals(jobs);
        Overwriting.Check([.. jobs.Select(static job => job.Target)], force);
        return jobs;
    }

    private static List<(string Source, string Target)> Pair(
        string source,
        string target,
        WrittenFormat format,
        ILogger? log
    )
    {
        if (File.Exists(source))
        {
            return [(source, Single(source, target, format))];
        }

        if (!Directory.Exists(source))
        {
            throw new UserException($"There is no image or folder '{source}'. Give a file or a folder of images.");
        }

        if (File.Exists(target))
        {
            throw new UserException($"'{source}' is a folder but '{target}' is a file. Give a folder to write to.");
        }

        var listing = FolderListing.Find(source, recursive: true);
        listing.Tell(source, log);
        var images = Others(listing.Images, source, target);
        return images.Count == 0
            ? throw new UserException(
                $"The folder '{source}' has no images ({string.Join(", ", ImageFile.Extensions)})."
            )
            : [.. images.Select(image => (image.Path, Path.Combine(target, image.Name + format.OfFolder)))];
    }

    private static string Single(string source, string target, WrittenFormat format)
    {
        if (Directory.Exists(target) || Path.EndsInDirectorySeparator(target))
        {
            return Path.Combine(target, Path.GetFileNameWithoutExtension(source) + format.OfFolder);
        }

        format.Check(target);
        return target;
    }

    // What was written into a folder within that of the originals is no original.
    private static List<FolderImage> Others(List<FolderImage> images, string source, string target)
    {
        var (originals, written) = (
            RealPath.Of(source) + Path.DirectorySeparatorChar,
            RealPath.Of(target) + Path.DirectorySeparatorChar
        );
        return written == originals || !written.StartsWith(originals, StringComparison.Ordinal)
            ? images
            : images.FindAll(image => !RealPath.Of(image.Path).StartsWith(written, StringComparison.Ordinal));
    }

    // By where paths really lead: the folder to write may be a link to that of the originals, or they to it. Whatever
    // the case, since some disks take 'A.PNG' and 'a.png' for one.
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
                throw new UserException(
                    $"'{targets[target]}' and '{source}' would both become '{target}'. Rename one of them."
                );
            }
        }
    }
}
