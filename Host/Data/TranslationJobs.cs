namespace GsFramework.Host.Data;

/// <summary>Which images become which files.</summary>
internal static class TranslationJobs
{
    /// <summary>One image to one file, or every image of a folder to a PNG of the same stem in another.</summary>
    /// <exception cref="UserException">There is nothing to read, or an original would be overwritten.</exception>
    public static IReadOnlyList<(string Source, string Target)> Plan(string source, string target)
    {
        if (File.Exists(source))
        {
            var file = Directory.Exists(target) ? Path.Combine(target, Path.GetFileNameWithoutExtension(source) + ".png") : target;
            return [Safe(source, file)];
        }

        if (!Directory.Exists(source))
        {
            throw new UserException($"There is no image or folder '{source}'. Give a file or a folder of images.");
        }

        if (File.Exists(target))
        {
            throw new UserException($"'{source}' is a folder but '{target}' is a file. Give a folder to write to.");
        }

        var images = Directory.EnumerateFiles(source)
            .Where(static path => ImageFile.Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal).ToArray();
        return images.Length == 0
            ? throw new UserException($"The folder '{source}' has no images ({string.Join(", ", ImageFile.Extensions)}).")
            : [.. images.Select(path => Safe(path, Path.Combine(target, Path.GetFileNameWithoutExtension(path) + ".png")))];
    }

    private static (string Source, string Target) Safe(string source, string target) =>
        File.Exists(target) && Path.GetFullPath(source) == Path.GetFullPath(target)
            ? throw new UserException($"'{target}' would overwrite its original. Give another name or folder.")
            : (source, target);
}
