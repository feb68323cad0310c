using System.Buffers;
using System.Buffers.Binary;
using GsFramework.Data;
using SkiaSharp;

namespace GsFramework.Core.Data;

/// <summary>Image files as they are on disk.</summary>
internal static class ImageBytes
{
    // Photographs are smaller; a disk image with a wrong name need not be read into memory.
    private const long MostBytes = 512L << 20;

    private static ReadOnlySpan<byte> PngMark => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    private static ReadOnlySpan<byte> PngEnd => [(byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82];

    /// <summary>Reads a file.</summary>
    /// <exception cref="UnreadableImageException">It is missing, a folder, or cannot be read.</exception>
    public static SKData Read(string path)
    {
        try
        {
            using var file = File.OpenHandle(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.Read,
                FileOptions.SequentialScan
            );
            var length = RandomAccess.GetLength(file);
            if (length > MostBytes)
            {
                throw new UnreadableImageException(
                    $"'{path}' has {length} bytes; images of at most {MostBytes} are read. Scale it down."
                );
            }

            // Borrowed, so that reading many files leaves the garbage collector in peace.
            var bytes = ArrayPool<byte>.Shared.Rent((int)length);
            try
            {
                var read = 0;
                for (
                    int count;
                    read < length
                        && (count = RandomAccess.Read(file, bytes.AsSpan(read, (int)length - read), read)) > 0;

                )
                {
                    read += count;
                }

                return SKData.CreateCopy(bytes.AsSpan(0, read));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(bytes);
            }
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UnreadableImageException($"There is no image '{path}'. Check the path.", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new UnreadableImageException(
                Directory.Exists(path)
                    ? $"'{path}' is a folder, but an image file is expected."
                    : $"The image '{path}' cannot be read: {fault.Message}",
                fault
            );
        }
    }

    /// <summary>True for the beginning of a PNG, JPEG, WebP or BMP file.</summary>
    public static bool IsKnown(ReadOnlySpan<byte> file) =>
        IsPng(file) || IsJpeg(file) || IsWebP(file) || IsBitmap(file);

    /// <summary>False when a file of one of the four formats plainly ends too early.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> file) =>
        IsPng(file) ? file[Math.Max(0, file.Length - 4096)..].IndexOf(PngEnd) >= 0
        : IsJpeg(file) ? file[Math.Max(0, file.Length - 65536)..].LastIndexOf<byte>([0xFF, 0xD9]) >= 0
        : IsWebP(file) ? file.Length >= BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) + 8L
        : !IsBitmap(file) || file.Length < 6 || file.Length >= BinaryPrimitives.ReadUInt32LittleEndian(file[2..]);

    /// <summary>True for the beginning of a PNG file.</summary>
    public static bool IsPng(ReadOnlySpan<byte> file) => file.StartsWith(PngMark);

    /// <summary>True for the beginning of a JPEG file.</summary>
    public static bool IsJpeg(ReadOnlySpan<byte> file) => file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    /// <summary>True for the beginning of a WebP file.</summary>
    public static bool IsWebP(ReadOnlySpan<byte> file) =>
        file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8);

    private static bool IsBitmap(ReadOnlySpan<byte> file) => file.StartsWith("BM"u8);
}
