using GsFramework.Graph;

namespace GsFramework.Core.Data;

/// <summary>How the first image of a TIFF file is stored.</summary>
/// <param name="Size">Its size, as it is stored.</param>
/// <param name="Orientation">EXIF's orientation, from 1 to 8.</param>
/// <param name="Block">The size of its tiles or strips.</param>
/// <param name="IsTiled">True for tiles, which reach beyond the image at its right and lower sides.</param>
/// <param name="Compression">TIFF's number of it.</param>
/// <param name="Pixels">What its samples mean.</param>
/// <param name="IsWhole">False where a strip or tile ends behind the end of the file.</param>
internal sealed record TiffHeader(
    ImageSize Size,
    int Orientation,
    ImageSize Block,
    bool IsTiled,
    int Compression,
    TiffPixels Pixels,
    bool IsWhole
)
{
    /// <summary>TIFF's number for JPEG.</summary>
    public const int Jpeg = 7;

    private const int Uncompressed = 1;
    private const int Lzw = 5;
    private const int Deflate = 8;
    private const int OldDeflate = 32946;
    private const int PackBits = 32773;

    private const int LongestTileSide = 1 << 16;

    // A tile is decoded as a whole, however small the image is.
    private const long AlwaysAllowedBlock = 16L << 20;

    // The longest string in LZW's table of 4096, of which 258 stand for a byte or end something, takes 12 bits.
    private const long LzwRatio = 3838 * 8 / 12;

    // The longest match of deflate is 258 bytes in 2 bits.
    private const long DeflateRatio = 258 * 8 / 2;

    // 128 equal bytes take two.
    private const long PackBitsRatio = 64;

    // A block of 8x8 takes a bit at least.
    private const long JpegRatio = 64 * 8;

    /// <summary>Reads it.</summary>
    /// <returns>Null where the directory is damaged or describes no image.</returns>
    public static TiffHeader? Read(ReadOnlySpan<byte> file)
    {
        if (!TiffDirectory.TryRead(file, out var directory))
        {
            return null;
        }

        var (width, height) = (directory.Number(256) ?? 0, directory.Number(257) ?? 0);
        if (!IsSide(width, int.MaxValue) || !IsSide(height, int.MaxValue) || TiffPixels.Of(directory) is not { } pixels)
        {
            return null;
        }

        var isTiled = directory.Number(322) is not null;
        var (blockWidth, blockHeight) = isTiled
            ? (directory.Number(322) ?? 0, directory.Number(323) ?? 0)
            : (width, Math.Min(height, directory.Number(278) ?? height));
        var longest = isTiled ? LongestTileSide : int.MaxValue;
        if (!IsSide(blockWidth, longest) || !IsSide(blockHeight, longest))
        {
            return null;
        }

        var orientation = directory.Number(TiffDirectory.Orientation) ?? 1;
        return new TiffHeader(
            new ImageSize((int)height, (int)width),
            orientation is >= 1 and <= 8 ? (int)orientation : 1,
            new ImageSize((int)blockHeight, (int)blockWidth),
            isTiled,
            (int)(directory.Number(259) ?? Uncompressed),
            pixels,
            AreInside(directory, isTiled, file.Length)
        );
    }

    /// <summary>True where that many bytes can be the pixels that the header claims. Of a compression without a limit,
    /// such as that of fax machines, a few million pixels are always allowed.</summary>
    public bool Holds(long bytes)
    {
        if (Ratio is not { } ratio)
        {
            return Math.Max(Area(Size), IsTiled ? Area(Block) : 0) <= ImageHeaderCheck.AlwaysAllowedPixels;
        }

        var most = ratio * bytes;
        return Pixels.Bytes(Size) <= most
            && (!IsTiled || Pixels.Bytes(Block) <= Math.Max(AlwaysAllowedBlock, most));
    }

    private long? Ratio =>
        Compression switch
        {
            Uncompressed => 1,
            Lzw => LzwRatio,
            Jpeg => JpegRatio,
            Deflate or OldDeflate => DeflateRatio,
            PackBits => PackBitsRatio,
            _ => null,
        };

    private static long Area(ImageSize size) => (long)size.Height * size.Width;

    private static bool IsSide(long side, int most) => side > 0 && side <= most;

    // Files without the lengths of their strips are read until they end.
    private static bool AreInside(TiffDirectory directory, bool isTiled, long length)
    {
        var (offsets, counts) = isTiled
            ? (directory.Numbers(324), directory.Numbers(325))
            : (directory.Numbers(273), directory.Numbers(279));
        return offsets.Length > 0
            && offsets
                .Zip(counts.Length == 0 ? new long[offsets.Length] : counts, static (offset, count) => offset + count)
                .All(end => end <= length);
    }
}
