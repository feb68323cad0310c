using System.Buffers.Binary;

namespace GsFramework.Tests.Core.Data;

/// <summary>Files of kinds that Skia does not write.</summary>
internal static class HandMade
{
    /// <summary>A progressive JPEG, all grey, that has no more than its means: one bit for each block of 8x8.</summary>
    /// <param name="width">W.</param>
    /// <param name="height">H.</param>
    /// <param name="bytes">Bytes of compressed data; null for as many as it takes.</param>
    public static byte[] ProgressiveJpeg(int width, int height, int? bytes = null)
    {
        var blocks = ((width + 7) / 8) * ((height + 7) / 8);
        return
        [
            0xFF,
            0xD8,
            0xFF,
            0xDB,
            0,
            67,
            0,
            .. Enumerable.Repeat((byte)1, 64),
            0xFF,
            0xC2,
            0,
            11,
            8,
            (byte)(height >> 8),
            (byte)height,
            (byte)(width >> 8),
            (byte)width,
            1,
            1,
            0x11,
            0,
            0xFF,
            0xC4,
            0,
            20,
            0,
            1,
            .. new byte[15],
            0,
            0xFF,
            0xDA,
            0,
            8,
            1,
            1,
            0,
            0,
            0,
            0,
            .. new byte[bytes ?? ((blocks + 7) / 8)],
            0xFF,
            0xD9,
        ];
    }

    /// <summary>A bitmap of 256 greys in runs.</summary>
    /// <param name="width">W that it claims.</param>
    /// <param name="height">H that it claims.</param>
    /// <param name="data">What there is instead of pixels: a length and a value for each run, 0 0 at the end of a row,
    /// 0 1 at that of the image.</param>
    public static byte[] RunLengthBitmap(int width, int height, byte[] data)
    {
        var palette = Enumerable
            .Range(0, 256)
            .SelectMany(static gray => new[] { (byte)gray, (byte)gray, (byte)gray, (byte)0 })
            .ToArray();
        return Bitmap(width, height, bits: 8, compression: 1, [.. palette, .. data], headBytes: 54 + palette.Length);
    }

    /// <summary>A bitmap.</summary>
    public static byte[] Bitmap(int width, int height, byte bits, byte compression, byte[] content, int headBytes = 54)
    {
        var file = new byte[54 + content.Length];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), headBytes);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        (file[26], file[28], file[30]) = (1, bits, compression);
        content.CopyTo(file, 54);
        return file;
    }
}
