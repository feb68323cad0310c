using Serilog;

namespace GsFramework.Host.Data;

/// <summary>An image that was left out.</summary>
/// <param name="Path">The file.</param>
/// <param name="Reason">Why.</param>
internal sealed record UnreadableImage(string Path, string Reason);

/// <summary>The images that a run left out, counted and named.</summary>
internal sealed class UnreadableImages(OnUnreadable policy, ILogger? log)
{
    private const int MostNames = 10;
    private const int AlwaysAllowed = 2;
    private const int OneIn = 10;

    private readonly List<UnreadableImage> _all = [];

    /// <summary>All of them so far.</summary>
    public IReadOnlyList<UnreadableImage> All
    {
        get
        {
            lock (_all)
            {
                return [.. _all];
            }
        }
    }

    /// <summary>Takes note of what the check of a folder found.</summary>
    /// <exception cref="UserException">None may be unreadable, or too many are.</exception>
    public void Found(string folder, IReadOnlyList<UnreadableImage> unreadable, int images)
    {
        if (unreadable.Count == 0)
        {
            return;
        }

        if (policy == OnUnreadable.Fail)
        {
            throw new UserException(
                $"{unreadable[0].Reason} {unreadable.Count} of {images} images in '{folder}' cannot be used, and onUnreadable is 'fail'.");
        }

        CheckShare(unreadable, images, folder);
        lock (_all)
        {
            _all.AddRange(unreadable);
        }

        log?.Warning(
            "{Count} of {Images} images in {Folder} cannot be used and are left out: {Names}", unreadable.Count, images, folder, Names(unreadable));
        log?.Warning("The first of them: {Reason}", unreadable[0].Reason);
    }

    /// <summary>Takes note of an image that became unreadable later.</summary>
    /// <param name="image">The image.</param>
    /// <param name="lost">With it, how many of its set are gone.</param>
    /// <param name="images">How many its set had.</param>
    /// <exception cref="UserException">None may be unreadable, or too many are.</exception>
    public void Lost(UnreadableImage image, IReadOnlyList<UnreadableImage> lost, int images)
    {
        if (policy == OnUnreadable.Fail)
        {
            throw new UserException($"{image.Reason} onUnreadable is 'fail'. Bring it back and continue with 'gs resume'.");
        }

        CheckShare(lost, images, Path.GetDirectoryName(image.Path)!);
        lock (_all)
        {
            _all.Add(image);
        }

        log?.Warning("An image was lost during training, others stand in for it: {Reason}", image.Reason);
    }

    private static void CheckShare(IReadOnlyList<UnreadableImage> unreadable, int images, string folder)
    {
        if (unreadable.Count == images || unreadable.Count > Math.Max(AlwaysAllowed, images / OneIn))
        {
            throw new UserException(
                $"{(unreadable.Count == images ? "All" : $"{unreadable.Count} of")} {images} images in '{folder}' cannot be used: "
                + $"{Names(unreadable)}. The first of them: {unreadable[0].Reason} Bring them back, or remove them.");
        }
    }

    private static string Names(IReadOnlyList<UnreadableImage> images) =>
        string.Join(", ", images.Take(MostNames).Select(static image => Path.GetFileName(image.Path)))
        + (images.Count > MostNames ? $" and {images.Count - MostNames} more" : "");
}
