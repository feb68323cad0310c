using System.Buffers.Binary;
using System.IO.Compression;

namespace GsFramework.Tests.Core.Data;

/// <summary>PNG files of every colour type, as other programs write them.</summary>
internal static class Png
{
    public const byte Gray = 0;
    public const byte Rgb = 2;
    public const byte Palette = 3;
    public const byte GrayAlpha = 4;
    public const byte Rgba = 6;

    /// <summary>An image whose rows are given as raw samples; palette and transparency where there are any.</summary>
    public static byte[] Write(
        byte colorType,
        byte depth,
        int width,
        byte[][] rows,
        byte[]? palette = null,
        byte[]? transparency = null
    ) => Write(colorType, depth, width, rows.Length, rows, palette, transparency, isInterlaced: false);

    /// <summary>A grey image of 8 bits with the rows of its seven interlaced passes, as far as a pass has
    /// any.</summary>
    public static byte[] WriteInterlaced(int width, int height, byte[][] rows) =>
        Write(Gray, 8, width, height, rows, null, null, isInterlaced: true);

    private static byte[] Write(
        byte colorType,
        byte depth,
        int width,
        int height,
        byte[][] rows,
        byte[]? palette,
        byte[]? transparency,
        bool isInterlaced
    )
    {
        using var stream = new MemoryStream();
        stream.Write([0x89, .. "PNG\r\n\x1a\n"u8]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = (depth, colorType, (byte)(isInterlaced ? 1 : 0));
        Chunk(stream, "IHDR"u8, header);
        if (palette is not null)
        {
            Chunk(stream, "PLTE"u8, palette);
        }

        if (transparency is not null)
        {
            Chunk(stream, "tRNS"u8, transparency);
        }

        Chunk(stream, "IDAT"u8, Compress(rows));
        Chunk(stream, "IEND"u8, []);
        return stream.ToArray();
    }

    /// <summary>A chunk of any kind.</summary>
    public static byte[] Chunk(string kind, byte[] data)
    {
        using var stream = new MemoryStream();
        Chunk(stream, System.Text.Encoding.ASCII.GetBytes(kind), data);
        return stream.ToArray();
    }

    private static byte[] Compress(byte[][] rows)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.SmallestSize))
        {
            foreach (var row in rows)
            {
                zlib.Write([0, .. row]);
            }
        }

        return compressed.ToArray();
    }

    private static void Chunk(MemoryStream stream, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        stream.Write(number);
        stream.Write(type);
        stream.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum([.. type, .. data]));
        stream.Write(number);
    }

    /// <summary>The CRC-32 over a chunk's type and data.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }
}
