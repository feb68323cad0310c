using System.Buffers.Binary;
using GsFramework.Graph;

namespace GsFramework.Core.Data;

/// <summary>
/// Whether the bytes of an image file can be the pixels that its header claims. Each format has a least number of bits
/// that a picture takes, however flat it is; a file below that is damaged, or made to take memory.
/// </summary>
internal static class ImageHeaderCheck
{
    /// <summary>Pixels that are read of a lossless WebP of any size: a flat one takes a few bytes, however large it
    /// is.</summary>
    public const long AlwaysAllowedPixels = 4L << 20;

    private const long MostPixels = 100_000_000;

    // The longest match of deflate is 258 bytes, and takes one bit for its length and one for its distance.
    private const long DeflateRatio = 258 * 8 / 2;

    // A skipped macroblock of 16x16 whose luma and chroma are predicted by their means, the cheapest kind: 2.571 and
    // 0.850 bits with the probabilities that the format fixes.
    private const double BitsPerMacroblock = 3.42;
    private const int LossyPixelsPerByte = 600;

    private const int LongestRun = 255;

    /// <summary>Tests a header against the file.</summary>
    /// <param name="file">The whole file, TIFF or of a format that <see cref="ImageBytes.IsKnown"/>.</param>
    /// <param name="size">The size that it claims.</param>
    /// <returns>What is wrong and what to do, to follow the file's name; null when nothing is.</returns>
    public static string? Fault(ReadOnlySpan<byte> file, ImageSize size)
    {
        var pixels = (long)size.Height * size.Width;
        if (pixels > MostPixels)
        {
            return $"claims {size} pixels, and at most {MostPixels} are read. Scale it down.";
        }

        if (ImageBytes.IsWebP(file) && IsLosslessWebP(file))
        {
            var most = Math.Max(AlwaysAllowedPixels, LossyPixelsPerByte * (long)file.Length);
            return pixels <= most
                ? null
                : $"claims {size} pixels, and of a lossless WebP of {file.Length} bytes at most {most} are read. "
                    + $"Scale it down, or save it as PNG.";
        }

        return Holds(file, size.Height, size.Width)
            ? null
            : $"claims {size} pixels, more than its {file.Length} bytes can be: it is damaged or cut off. Copy it "
                + $"again, or remove it.";
    }

    private static bool Holds(ReadOnlySpan<byte> file, int height, int width) =>
        TiffDirectory.IsTiff(file) ? TiffHeader.Read(file) is { } tiff && tiff.Holds(file.Length)
        : ImageBytes.IsPng(file) ? PngHolds(file, height, width)
        : ImageBytes.IsJpeg(file) ? JpegHolds(file, height, width)
        : ImageBytes.IsWebP(file) ? Blocks(width, 16) * Blocks(height, 16) * BitsPerMacroblock <= 8.0 * file.Length
        : BitmapHolds(file, height, width);

    // The rows as they are before compression, each with a byte that names its filter, against the compressed data.
    private static bool PngHolds(ReadOnlySpan<byte> file, int height, int width)
    {
        if (file.Length < 29)
        {
            return false;
        }

        var (depth, channels, interlaced) = (
            file[24],
            file[25] switch
            {
                2 => 3,
                4 => 2,
                6 => 4,
                _ => 1,
            },
            file[28] != 0
        );
        long Rows(long columns, long rows) => columns == 0 ? 0 : rows * (1 + Blocks(columns * depth * channels, 8));
        var raw = interlaced
            ? Rows(Blocks(width, 8), Blocks(height, 8))
                + Rows(Blocks(width - 4, 8), Blocks(height, 8))
                + Rows(Blocks(width, 4), Blocks(height - 4, 8))
                + Rows(Blocks(width - 2, 4), Blocks(height, 4))
                + Rows(Blocks(width, 2), Blocks(height - 2, 4))
                + Rows(Blocks(width - 1, 2), Blocks(height, 2))
                + Rows(width, Blocks(height - 1, 2))
            : Rows(width, height);

        long data = 0;
        for (long at = 8; at + 8 <= file.Length;)
        {
            var chunk = file[(int)at..];
            long length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (chunk[4..].StartsWith("IDAT"u8))
            {
                data += Math.Min(length, chunk.Length - 8);
            }

            at += length + 12;
        }

        return raw <= DeflateRatio * data;
    }

    // A block of 8x8 takes a code of one bit for its mean, and one more for the end of the rest unless the file is
    // progressive.
    private static bool JpegHolds(ReadOnlySpan<byte> file, int height, int width)
    {
        // The kind of the frame, and behind its length, bits, height, width and count the components: name, factors,
        // table.
        var frame = JpegFrame(file);
        if (frame.Length < 9 || frame.Length < 9 + (3 * frame[8]))
        {
            return false;
        }

        var isProgressive = frame[0] == 0xC2;
        var components = frame.Slice(9, 3 * frame[8]);
        var (across, down) = (1, 1);
        for (var i = 1; i < components.Length; i += 3)
        {
            (across, down) = (Math.Max(across, components[i] >> 4), Math.Max(down, components[i] & 15));
        }

        long blocks = 0;
        for (var i = 1; i < components.Length; i += 3)
        {
            blocks +=
                Blocks(Blocks((long)width * (components[i] >> 4), across), 8)
                * Blocks(Blocks((long)height * (components[i] & 15), down), 8);
        }

        return blocks * (isProgressive ? 1 : 2) <= 8L * file.Length;
    }

    private static ReadOnlySpan<byte> JpegFrame(ReadOnlySpan<byte> file)
    {
        for (var at = 2; at + 4 <= file.Length;)
        {
            var kind = file[at + 1];
            if (file[at] != 0xFF || kind is 0xFF or <= 1 or (>= 0xD0 and <= 0xD8))
            {
                at++;
            }
            else if (kind is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return file[(at + 1)..];
            }
            else
            {
                at += 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            }
        }

        return default;
    }

    private static bool IsLosslessWebP(ReadOnlySpan<byte> file)
    {
        for (long at = 12; at + 8 <= file.Length;)
        {
            var chunk = file[(int)at..];
            if (chunk.StartsWith("VP8L"u8) || chunk.StartsWith("VP8 "u8))
            {
                return chunk[3] == (byte)'L';
            }

            // The first picture of an animation is within its frame, behind 16 bytes.
            at += chunk.StartsWith("ANMF"u8)
                ? 24
                : 8 + (2 * Blocks(BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]), 2));
        }

        return false;
    }

    private static bool BitmapHolds(ReadOnlySpan<byte> file, int height, int width)
    {
        if (file.Length < 34)
        {
            return false;
        }

        var isOld = BinaryPrimitives.ReadUInt32LittleEndian(file[14..]) == 12;
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(file[(isOld ? 24 : 28)..]);
        var compression = isOld ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(file[30..]);
        var data = file.Length - (long)BinaryPrimitives.ReadUInt32LittleEndian(file[10..]);
        var row = compression is 1 or 2 ? 2 * Blocks(width, LongestRun) : 4 * Blocks((long)width * bits, 32);
        return row * height <= data;
    }

    private static long Blocks(long size, int block) => Math.Max(0, size + block - 1) / block;
}
