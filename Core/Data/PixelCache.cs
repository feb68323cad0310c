namespace GsFramework.Core.Data;

/// <summary>
/// How much memory decoded images may take. What came first stays, and what finds no room is decoded every time: an
/// epoch visits every image once in random order, so the image that was not seen for longest is the next one as likely
/// as any, and throwing something out for something else would win nothing.
/// </summary>
/// <param name="budget">Bytes.</param>
internal sealed class PixelCache(long budget)
{
    private long _used;

    /// <summary>Bytes that are taken.</summary>
    public long Used => Interlocked.Read(ref _used);

    /// <summary>True when there is no room for one more image of a size that was asked for.</summary>
    public bool IsFull { get; private set; }

    /// <summary>A copy of an image that may be kept, or null where there is no room.</summary>
    public PixelImage? Keep(PixelImage image)
    {
        var bytes = image.Pixels.Length;
        if (Interlocked.Add(ref _used, bytes) > budget)
        {
            Free(bytes);
            IsFull = true;
            return null;
        }

        // Pinned, so that the collector never moves what stays for the whole run.
        var kept = GC.AllocateUninitializedArray<byte>(bytes, pinned: true);
        image.Pixels.CopyTo(kept);
        return image with { Planes = kept };
    }

    /// <summary>Gives back what <see cref="Keep"/> took.</summary>
    public void Free(int bytes) => Interlocked.Add(ref _used, -bytes);
}
