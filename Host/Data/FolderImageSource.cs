using GsFramework.Data;
using GsFramework.Host.Interchange;

namespace GsFramework.Host.Data;

/// <summary>
/// Images in folders. The layouts <c>trainA trainB valA …</c> and <c>train/A train/B val/A …</c> are recognised; any folder
/// can be named one by one. Images are brought to one size and kept in memory once they were read.
/// </summary>
internal sealed class FolderImageSource(FolderImageOptions options, ImageSize size) : IImageSource
{
    private readonly Dictionary<(Split, Domain), IImageDataset> _opened = [];
    private readonly Lock _lock = new();

    /// <summary>The images of a split and domain, sorted by file name. Validation and test images may be absent.</summary>
    /// <exception cref="UserException">A folder that was named, or one for training, is missing or has no images.</exception>
    public IImageDataset Open(Split split, Domain domain)
    {
        lock (_lock)
        {
            if (!_opened.TryGetValue((split, domain), out var dataset))
            {
                dataset = new FolderImageDataset(Files(split, domain), size);
                _opened.Add((split, domain), dataset);
            }

            return dataset;
        }
    }

    private List<string> Files(Split split, Domain domain)
    {
        var folder = Find(split, domain);
        var files = folder is null ? [] : ImagesIn(folder);
        if (folder is not null && files.Count == 0 && split == Split.Train)
        {
            throw new UserException(
                $"The folder '{folder}' has no images for training: no file ends in {string.Join(", ", ImageFile.Extensions)}; "
                + $"{FolderHint.Content(folder)}. Put images there, or name another folder.");
        }

        return files;
    }

    // Null only for validation and test images of a layout that has none.
    private string? Find(Split split, Domain domain)
    {
        if (options.Named(split, domain) is { } named)
        {
            return Directory.Exists(named)
                ? named
                : throw new UserException($"There is no folder of images '{named}'. {FolderHint.For(named)}");
        }

        if (options.Root is not { } root)
        {
            return split == Split.Train
                ? throw new UserException($"Nothing says where the training images of domain {Letter(domain)} are. Set 'root' or 'train{Letter(domain)}'.")
                : null;
        }

        if (!Directory.Exists(root))
        {
            throw new UserException($"There is no folder of images '{root}'. {FolderHint.For(root)}");
        }

        var name = split switch { Split.Train => "train", Split.Validation => "val", _ => "test" };
        string[] candidates = [$"{name}{Letter(domain)}", Path.Combine(name, Letter(domain))];
        var found = candidates.Select(candidate => Path.Combine(root, candidate)).FirstOrDefault(Directory.Exists);
        return found is null && split == Split.Train
            ? throw new UserException(
                $"'{root}' has no training images of domain {Letter(domain)}: neither the folder {candidates[0]} nor {candidates[1]} is "
                + $"there; {FolderHint.Content(root)}. Name the folder with 'train{Letter(domain)}' when it is called otherwise.")
            : found;
    }

    private static string Letter(Domain domain) => domain == Domain.Source ? "A" : "B";

    private static List<string> ImagesIn(string folder)
    {
        try
        {
            // Names with a dot in front are hidden: macOS writes '._NAME.png' beside every image it copies.
            return [.. Directory.EnumerateFiles(folder)
                .Where(static path => ImageFile.Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)
                    && !Path.GetFileName(path).StartsWith('.'))
                .OrderBy(Path.GetFileName, StringComparer.Ordinal)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"The folder '{folder}' cannot be read: {fault.Message}", fault);
        }
    }
}
