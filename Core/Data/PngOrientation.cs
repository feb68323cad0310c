using System.Buffers.Binary;
using System.IO.Compression;
using SkiaSharp;

namespace GsFramework.Core.Data;

/// <summary>How a PNG file says that its image is turned, which Skia does not read: in EXIF, or else in XMP.</summary>
internal static class PngOrientation
{
    // More than metadata ever is.
    private const int MostBytes = 1 << 20;

    /// <summary>The orientation of a PNG file; upright where it says none.</summary>
    public static SKEncodedOrigin Of(ReadOnlySpan<byte> file)
    {
        var found = SKEncodedOrigin.Default;
        for (long at = 8; at + 8 <= file.Length;)
        {
            var chunk = file[(int)at..];
            long length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            var data = chunk.Slice(8, (int)Math.Min(length, chunk.Length - 8));
            if (chunk[4..].StartsWith("eXIf"u8) && OfExif(data) is { } exif)
            {
                return exif;
            }

            if (chunk[4..].StartsWith("iTXt"u8) && OfXmp(data) is { } xmp)
            {
                found = xmp;
            }

            at += length + 12;
        }

        return found;
    }

    // Some programs write the six bytes before it that JPEG has there.
    private static SKEncodedOrigin? OfExif(ReadOnlySpan<byte> exif)
    {
        exif = exif.StartsWith("Exif\0\0"u8) ? exif[6..] : exif;
        return TiffDirectory.TryRead(exif, out var directory)
            ? Known(directory.Number(TiffDirectory.Orientation))
            : null;
    }

    // A keyword, whether it is compressed and how, a language, the keyword in it, the text: all end at a NUL.
    private static SKEncodedOrigin? OfXmp(ReadOnlySpan<byte> chunk)
    {
        var keyword = "XML:com.adobe.xmp\0"u8;
        if (!chunk.StartsWith(keyword) || chunk.Length < keyword.Length + 2)
        {
            return null;
        }

        var isCompressed = chunk[keyword.Length] != 0;
        var text = chunk[(keyword.Length + 2)..];
        for (var skipped = 0; skipped < 2; skipped++)
        {
            text = text[(text.IndexOf((byte)0) + 1)..];
        }

        return InText(isCompressed ? Inflated(text) : text);
    }

    // As an attribute, tiff:Orientation="6", or an element, <tiff:Orientation>6<.
    private static SKEncodedOrigin? InText(ReadOnlySpan<byte> text)
    {
        var name = "tiff:Orientation"u8;
        for (var at = text.IndexOf(name); at >= 0; at = text.IndexOf(name))
        {
            text = text[(at + name.Length)..];
            var value =
                text.StartsWith(">"u8) ? text[1..]
                : text.StartsWith("=\""u8) || text.StartsWith("='"u8) ? text[2..]
                : default;
            if (!value.IsEmpty && Known(value[0] - '0') is { } known)
            {
                return known;
            }
        }

        return null;
    }

    private static byte[] Inflated(ReadOnlySpan<byte> text)
    {
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(text.ToArray()), CompressionMode.Decompress);
            var inflated = new byte[MostBytes];
            return inflated[..zlib.ReadAtLeast(inflated, MostBytes, throwOnEndOfStream: false)];
        }
        catch (InvalidDataException)
        {
            // It is no part of the picture.
            return [];
        }
    }

    private static SKEncodedOrigin? Known(long? orientation) =>
        orientation is >= (int)SKEncodedOrigin.TopLeft and <= (int)SKEncodedOrigin.LeftBottom
            ? (SKEncodedOrigin)orientation.Value
            : null;
}
