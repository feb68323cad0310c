using GsFramework.Core.Interchange;
using Serilog;

namespace GsFramework.Core.Data;

/// <summary>An image file of a data set.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Name">Its path below the data set's folder without extension, with '/' between folders.</param>
/// <param name="Half">What of the file it is.</param>
internal sealed record FolderImage(string Path, string Name, ImageHalf Half = ImageHalf.Whole);

/// <summary>What is in a folder of images.</summary>
internal sealed class FolderListing
{
    // Formats that people have and that are not read.
    private static readonly string[] _others =
    [
        ".gif",
        ".heic",
        ".heif",
        ".avif",
        ".jxl",
        ".jp2",
        ".ppm",
        ".tga",
    ];

    private readonly bool _recursive;
    private readonly HashSet<string> _seen = [];
    private readonly List<(string Relative, string Path)> _found = [];
    private readonly List<UnreadableImage> _closed = [];
    private readonly SortedSet<string> _otherExtensions = new(StringComparer.Ordinal);
    private int _otherFormats;

    private FolderListing(string folder, bool recursive)
    {
        _recursive = recursive;
        try
        {
            Walk(folder, "", RealPath.Of(folder));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException(
                $"The folder '{folder}' cannot be read: {fault.Message} Give yourself the right to read it, or name "
                    + $"another folder.",
                fault
            );
        }

        Images =
        [
            .. _found
                .OrderBy(static file => file.Relative, StringComparer.Ordinal)
                .Select(static file => new FolderImage(
                    file.Path,
                    file.Relative[..^Path.GetExtension(file.Relative).Length]
                )),
        ];
        if (Images.Count == 0 && _closed.Count > 0)
        {
            throw new UserException(
                $"The folder '{folder}' has no images that can be read, and {_closed.Count} folders in it cannot be "
                    + $"looked into. "
                    + $"The first of them: {_closed[0].Reason} Give yourself the right to read it, or name another "
                    + $"folder."
            );
        }
    }

    /// <summary>The images of the folder, and of the folders in it, in the order of their paths.</summary>
    public List<FolderImage> Images { get; }

    /// <summary>Folders in it that cannot be read.</summary>
    public IReadOnlyList<UnreadableImage> Closed => _closed;

    /// <summary>Tells what is left out of a folder.</summary>
    public void Tell(string folder, ILogger? log)
    {
        foreach (var closed in _closed)
        {
            log?.Warning("Left out with all that is in it: {Reason}", closed.Reason);
        }

        TellFormats(folder, log);
    }

    /// <summary>Tells how many images are of formats that are not read.</summary>
    public void TellFormats(string folder, ILogger? log)
    {
        if (_otherFormats > 0)
        {
            log?.Warning(
                "{Count} images in {Folder} are of formats that are not read, and are left out: {Formats}. Convert "
                    + "them to one of {Known}",
                _otherFormats,
                folder,
                string.Join(", ", _otherExtensions),
                string.Join(", ", ImageFile.Extensions)
            );
        }
    }

    /// <summary>Lists a folder.</summary>
    /// <exception cref="UserException">It cannot be read, or nothing in it can.</exception>
    public static FolderListing Find(string folder, bool recursive) => new(folder, recursive);

    // A folder is known by where it really is, so links that lead back to one that was seen end there.
    private void Walk(string folder, string prefix, string real)
    {
        if (!_seen.Add(real))
        {
            return;
        }

        foreach (var path in Directory.GetFiles(folder))
        {
            Take(path, prefix);
        }

        if (!_recursive)
        {
            return;
        }

        foreach (
            var inner in new DirectoryInfo(folder)
                .GetDirectories()
                .OrderBy(static one => one.Name, StringComparer.Ordinal)
        )
        {
            if (inner.Name.StartsWith('.'))
            {
                continue;
            }

            try
            {
                var target = inner.LinkTarget is null ? Path.Combine(real, inner.Name) : RealPath.Of(inner.FullName);
                Walk(inner.FullName, $"{prefix}{inner.Name}/", target);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                _closed.Add(
                    new UnreadableImage(
                        inner.FullName,
                        $"The folder '{inner.FullName}' cannot be read: {fault.Message}"
                    )
                );
            }
        }
    }

    // Names with a dot in front are hidden: macOS writes '._NAME.png' beside every image it copies.
    private void Take(string path, string prefix)
    {
        var name = Path.GetFileName(path);
        var extension = Path.GetExtension(name).ToLowerInvariant();
        if (name.StartsWith('.'))
        {
            return;
        }

        if (ImageFile.Extensions.Contains(extension))
        {
            _found.Add((prefix + name, path));
        }
        else if (_others.Contains(extension))
        {
            _otherFormats++;
            _otherExtensions.Add(extension);
        }
    }
}
