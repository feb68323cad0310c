using GsFramework.Core.Data;
using GsFramework.Data;
using GsFramework.Graph;

namespace GsFramework.Core.Inference;

/// <summary>Whether there is memory to translate an image, known before it is decoded.</summary>
internal static class TranslationMemory
{
    // Decoded and planar, translated and encoded.
    private const int BytesPerPixel = 24;

    /// <summary>Tests an image of a file.</summary>
    /// <param name="network">What translates it.</param>
    /// <param name="path">The image, for the user.</param>
    /// <param name="height">Its height.</param>
    /// <param name="width">Its width.</param>
    /// <param name="tiling">How it is cut.</param>
    /// <param name="free">Bytes that can be taken.</param>
    /// <exception cref="UnreadableImageException">There is too little.</exception>
    /// <exception cref="UserException">The tiles do not suit the network.</exception>
    /// <exception cref="GraphException">The network does not take them.</exception>
    public static void Check(IImageNetwork network, string path, int height, int width, Tiling tiling, long free)
    {
        var (rows, columns) = tiling.For(network, height, width);
        var whole = (long)BytesPerPixel * height * width;
        if (whole > free)
        {
            throw new UnreadableImageException(
                $"'{path}' has {width}x{height} pixels, for which about {Megabytes(whole)} MB of memory are needed, and {Megabytes(free)} are free. Scale it down.");
        }

        var band = 3L * sizeof(float) * 3 * rows.Tile * columns.Length;
        var needed = whole + band + (network.WorkingBytes(rows.Tile, columns.Tile) ?? 0);
        if (needed > free)
        {
            var smaller = network.FixedSize is null ? " Give a smaller --tile, so that it is translated in parts." : " Scale it down.";
            throw new UnreadableImageException(
                $"'{path}': to translate {columns.Tile}x{rows.Tile} pixels at once this network takes about {Megabytes(needed)} MB of memory, and {Megabytes(free)} are free.{smaller}");
        }
    }

    private static long Megabytes(long bytes) => bytes >> 20;
}
