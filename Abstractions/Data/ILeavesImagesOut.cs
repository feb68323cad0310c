namespace GsFramework.Data;

/// <summary>An <see cref="IImageSource"/> that can do without images which are lost while a run reads them. The host
/// asks it to look again before scores, samples and validation, and whenever a data set has thrown
/// <see cref="UnreadableImageException"/>; it then opens the sets again and repeats the work, so that whatever is
/// compared is of the same images.</summary>
public interface ILeavesImagesOut
{
    /// <summary>What was left out so far, such as paths; result.json lists it.</summary>
    IReadOnlyList<string> LeftOut { get; }

    /// <summary>Looks again at the images of a split that were opened, and leaves those that are lost, with their
    /// partners of the other domain, out of what <see cref="IImageSource.Open"/> gives from now on. Sets that were
    /// opened before stay as they are.</summary>
    /// <param name="split">The split.</param>
    /// <param name="whole">True to read each image to its end, so that damage in the middle of a file is found
    /// too.</param>
    /// <returns>True when some were lost.</returns>
    /// <exception cref="UserException">Images were lost, and none may be.</exception>
    bool Recheck(Split split, bool whole = false);
}
