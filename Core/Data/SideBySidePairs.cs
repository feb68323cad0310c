using GsFramework.Core.Interchange;
using GsFramework.Data;
using Serilog;

namespace GsFramework.Core.Data;

/// <summary>The layout of pix2pix: folders <c>train</c>, <c>val</c> and <c>test</c> of images that show A on the left
/// and B on the right.</summary>
internal static class SideBySidePairs
{
    private const int MostThreads = 4;

    /// <summary>Whether images are pairs: as the options say, or else where they are in folders as those of pix2pix
    /// are, and every one that can be read is twice as wide as high. What is found is told.</summary>
    /// <exception cref="UserException">A folder that was named is missing, or the options do not fit what was
    /// found.</exception>
    public static bool Are(FolderImageOptions options, ILogger? log)
    {
        var areSideBySide =
            options.Pairs == ImagePairs.SideBySide || (options.Pairs == ImagePairs.Auto && AreFound(options, log));
        return areSideBySide || options.Direction == PairDirection.AToB
            ? areSideBySide
            : throw new UserException(
                "data.source.direction is 'b-to-a', which is for images with A and B side by side, and those in the "
                    + "folders are not. Name the folders the other way round with trainA, trainB and so on, or remove "
                    + "it."
            );
    }

    /// <summary>What to do about a root without folders of A and B, to follow a message; empty where nothing looks like
    /// pairs.</summary>
    public static string Hint(string root)
    {
        var folder = Path.Combine(root, FolderLayout.NameOf(Split.Train));
        var (pairs, images) = Directory.Exists(folder) ? Count(folder, recursive: true) : default;
        return pairs == 0
            ? ""
            : $" {pairs} of {images} images in '{folder}' are twice as wide as high: if they show A on the left and "
                + "B on the right, set data.source.pairs to 'side-by-side'.";
    }

    /// <summary>The half of an image that is of a domain.</summary>
    public static ImageHalf HalfOf(Domain domain, PairDirection direction) =>
        (domain == Domain.Source) == (direction == PairDirection.AToB) ? ImageHalf.Left : ImageHalf.Right;

    private static bool AreFound(FolderImageOptions options, ILogger? log)
    {
        var separate = new FolderLayout(options, isSideBySide: false);
        var (a, b) = (separate.Find(Split.Train, Domain.Source), separate.Find(Split.Train, Domain.Target));
        if (a is not null || b is not null)
        {
            WarnOfOneFolder(options, a, b, log);
            return false;
        }

        var folder = new FolderLayout(options, isSideBySide: true).Find(Split.Train, Domain.Source);
        if (folder is null || AllPairs(folder, options) is not { } count)
        {
            return false;
        }

        log?.Information(
            "All {Count} images in {Folder} are twice as wide as high: they are taken for pairs side by side, of which "
                + "the {Half} half goes into the generator. If they are none, set data.source.pairs to 'separate'",
            count,
            folder,
            HalfOf(Domain.Source, options.Direction).ToString().ToLowerInvariant()
        );
        return true;
    }

    private static void WarnOfOneFolder(FolderImageOptions options, string? a, string? b, ILogger? log)
    {
        if (a is not null && b is not null && RealPath.Of(a) == RealPath.Of(b) && AllPairs(a, options) is { } count)
        {
            log?.Warning(
                "A and B have one folder, {Folder}, and all of its {Count} images are twice as wide as high. If they "
                    + "show A on the left and B on the right, set data.source.pairs to 'side-by-side' and name their "
                    + "folders with trainA, validationA and testA only; otherwise set it to 'separate'",
                a,
                count
            );
        }
    }

    private static int? AllPairs(string folder, FolderImageOptions options)
    {
        var (pairs, images) = Count(folder, options.Recursive);
        return pairs > 0 && pairs == images ? pairs : null;
    }

    // Those that cannot be read are left out later, whatever they are.
    private static (int Pairs, int Images) Count(string folder, bool recursive)
    {
        var (pairs, images) = (0, 0);
        Parallel.ForEach(
            FolderListing.Find(folder, recursive).Images,
            new ParallelOptions { MaxDegreeOfParallelism = Math.Min(MostThreads, Environment.ProcessorCount) },
            image =>
            {
                try
                {
                    var size = ImageDecoder.Size(image.Path);
                    Interlocked.Increment(ref images);
                    if (size.Width == 2 * size.Height)
                    {
                        Interlocked.Increment(ref pairs);
                    }
                }
                catch (UnreadableImageException) { }
            }
        );
        return (pairs, images);
    }
}
