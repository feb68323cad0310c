using GsFramework.Core.Data;
using GsFramework.Data;
using GsFramework.Graph;

namespace GsFramework.Core.Inference;

/// <summary>Whether there is memory to translate an image, known before it is decoded.</summary>
internal static class TranslationMemory
{
    // Decoded and planar, of the input; translated and encoded, of the output.
    private const int BytesPerPixel = 12;

    /// <summary>Tests an image of a file.</summary>
    /// <param name="network">What translates it.</param>
    /// <param name="path">The image, for the user.</param>
    /// <param name="size">Its size.</param>
    /// <param name="tiling">How it is cut.</param>
    /// <param name="free">Bytes that can be taken.</param>
    /// <exception cref="UnreadableImageException">There is too little.</exception>
    /// <exception cref="UserException">The tiles do not suit the network.</exception>
    /// <exception cref="GraphException">The network does not take them.</exception>
    public static void Check(IImageNetwork network, string path, ImageSize size, Tiling tiling, long free)
    {
        var made = network.Ratio.Of(size);
        var whole = BytesPerPixel * (((long)size.Height * size.Width) + ((long)made.Height * made.Width));
        if ((long)network.OutputChannels * made.Height * made.Width > Array.MaxLength)
        {
            throw new UnreadableImageException(
                $"'{path}' would become {made} pixels, more than can be kept in memory. Scale it down."
            );
        }

        if (whole > free)
        {
            throw new UnreadableImageException(
                $"'{path}' has {size} pixels, for which about {Megabytes(whole)} MB of memory are needed, and "
                    + $"{Megabytes(free)} are free. Scale it down."
            );
        }

        if (tiling.InBands(network, size) is { } banded)
        {
            CheckBands(banded, path, size, tiling, whole, free);
            return;
        }

        var (rows, columns) = tiling.For(network, size);
        var pixels = (long)network.Ratio.Of(rows.Tile) * network.Ratio.Of(columns.Length);
        var band = 3 * sizeof(float) * network.OutputChannels * pixels;
        var tile = new ImageSize(rows.Tile, columns.Tile);
        var needed = whole + band + (network.WorkingBytes(tile) ?? 0);
        if (needed > free)
        {
            var smaller = network.FixedSize is null
                ? " Give a smaller --tile, so that it is translated in parts."
                : " Scale it down.";
            throw new UnreadableImageException(
                $"'{path}': to translate {tile} pixels at once this network takes about {Megabytes(needed)} MB of "
                    + $"memory, and {Megabytes(free)} are free.{smaller}"
            );
        }
    }

    private static void CheckBands(
        IBandedNetwork network,
        string path,
        ImageSize size,
        Tiling tiling,
        long whole,
        long free
    )
    {
        var limits = BandedTranslation.Limits(tiling, free);
        var forward = network.Banded(Tiling.Padded(network, size), limits);
        var maps = Math.Min(forward.MapBytes, limits.MapBytes);
        var needed = whole + WorkingMemory.WithOverhead(forward.BandBytes) + maps;
        if (needed > free)
        {
            throw new UnreadableImageException(
                $"'{path}': to translate {size} pixels in bands of {tiling.Tile}x{tiling.Tile} this network takes "
                    + $"about {Megabytes(needed)} MB of memory, and {Megabytes(free)} are free. Give a smaller "
                    + $"--tile."
            );
        }

        var room = forward.MapBytes > limits.MapBytes ? new DriveInfo(limits.Folder).AvailableFreeSpace : long.MaxValue;
        if (forward.MapBytes > room)
        {
            throw new UnreadableImageException(
                $"'{path}': to translate {size} pixels this network keeps up to {Megabytes(forward.MapBytes)} MB in "
                    + $"temporary files, and '{limits.Folder}' has room for {Megabytes(room)}. Set TMPDIR to a folder "
                    + $"on another disk, or scale the image down."
            );
        }
    }

    private static long Megabytes(long bytes) => bytes >> 20;
}
