using Serilog;

namespace GsFramework.Core.Data;

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
    private int _lost;

    /// <summary>All of them so far.</summary>
    public IReadOnlyList<UnreadableImage> All
    {
        get
        {
            lock (_all)
            {
                // A file with two images side by side is listed for both.
                return [.. _all.DistinctBy(static image => image.Path)];
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
                $"{unreadable[0].Reason} {unreadable.Count} of {images} images in '{folder}' cannot be used, and "
                    + $"onUnreadable is 'fail'."
            );
        }

        CheckShare(unreadable, images, folder);
        lock (_all)
        {
            _all.AddRange(unreadable);
        }

        log?.Warning(
            "{Count} of {Images} images in {Folder} cannot be used and are left out: {Names}",
            unreadable.Count,
            images,
            folder,
            Names(unreadable)
        );
        log?.Warning("The first of them: {Reason}", unreadable[0].Reason);
    }

    /// <summary>Takes note of folders within a folder that cannot be read.</summary>
    /// <exception cref="UserException">None may be unreadable.</exception>
    public void FoundFolders(string folder, IReadOnlyList<UnreadableImage> closed, int images)
    {
        if (closed.Count == 0)
        {
            return;
        }

        if (policy == OnUnreadable.Fail)
        {
            throw new UserException(
                $"{closed[0].Reason} onUnreadable is 'fail'. Give yourself the right to read it, or remove it."
            );
        }

        lock (_all)
        {
            _all.AddRange(closed);
        }

        log?.Warning(
            "{Count} folders in {Folder} cannot be read and are left out with all that is in them: {Names}. {Images} "
                + "images are left",
            closed.Count,
            folder,
            Names(closed),
            images
        );
        log?.Warning("The first of them: {Reason}", closed[0].Reason);
    }

    /// <summary>Takes note of a training image that became unreadable later, for which others stand in.</summary>
    /// <param name="image">The image.</param>
    /// <param name="lost">With it, how many of its set are lost.</param>
    /// <param name="images">How many its set had.</param>
    public void Lost(UnreadableImage image, int lost, int images)
    {
        int count;
        lock (_all)
        {
            _all.Add(image);
            count = ++_lost;
        }

        if (count <= MostNames)
        {
            log?.Warning("An image was lost during training, others stand in for it: {Reason}", image.Reason);
        }
        else if (count % MostNames == 0 && int.IsPow2(count / MostNames))
        {
            log?.Warning(
                "{Count} images were lost during training so far; only the first {Named} were named",
                count,
                MostNames
            );
        }

        if (lost == Allowed(images) + 1)
        {
            log?.Warning(
                "MORE THAN A TENTH of the images in {Folder} is lost: {Lost} of {Images}. Training continues with "
                    + "the others, which it sees "
                    + "more often. To train on all of them, interrupt the run, bring them back and continue with 'gs "
                    + "resume'",
                Path.GetDirectoryName(image.Path),
                lost,
                images
            );
        }
    }

    /// <summary>Takes note of validation or test images that became unreadable later, and are left out from now
    /// on.</summary>
    /// <param name="what">Which images these are, for the message.</param>
    /// <param name="lost">Those that are newly lost.</param>
    /// <param name="images">How many their set had.</param>
    /// <exception cref="UserException">None may be unreadable.</exception>
    public void LeftOut(string what, IReadOnlyList<UnreadableImage> lost, int images)
    {
        if (lost.Count == 0)
        {
            return;
        }

        Refuse(lost[0]);
        lock (_all)
        {
            _all.AddRange(lost);
        }

        log?.Warning(
            "{Count} of {Images} {What} images were lost since the run began, and are left out together with their "
                + "partners: {Names}",
            lost.Count,
            images,
            what,
            Names(lost)
        );
    }

    /// <summary>Refuses an image that became unreadable later, where none may.</summary>
    /// <exception cref="UserException">None may be unreadable.</exception>
    public void Refuse(UnreadableImage image)
    {
        if (policy == OnUnreadable.Fail)
        {
            throw new UserException($"{image.Reason} onUnreadable is 'fail'. Bring it back.");
        }
    }

    private static int Allowed(int images) => Math.Max(AlwaysAllowed, images / OneIn);

    private static void CheckShare(IReadOnlyList<UnreadableImage> unreadable, int images, string folder)
    {
        if (unreadable.Count == images || unreadable.Count > Allowed(images))
        {
            throw new UserException(
                $"{(unreadable.Count == images ? "All" : $"{unreadable.Count} of")} {images} images in '{folder}' "
                    + $"cannot be used: "
                    + $"{Names(unreadable)}. The first of them: {unreadable[0].Reason} Repair them, or remove them."
            );
        }
    }

    private static string Names(IReadOnlyList<UnreadableImage> images) =>
        string.Join(", ", images.Take(MostNames).Select(static image => Path.GetFileName(image.Path)))
        + (images.Count > MostNames ? $" and {images.Count - MostNames} more" : "");
}
