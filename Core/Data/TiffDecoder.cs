using System.Buffers;
using BitMiracle.LibTiff.Classic;
using GsFramework.Data;
using GsFramework.Graph;
using SkiaSharp;

namespace GsFramework.Core.Data;

/// <summary>Decodes the first image of TIFF files: grey, RGB and palettes, with opacity or without.</summary>
internal static class TiffDecoder
{
    static TiffDecoder() => Tiff.SetErrorHandler(new Silence());

    /// <summary>Looks at the head of a file.</summary>
    /// <exception cref="UnreadableImageException">It is damaged, cut off, or of a kind that is not read.</exception>
    public static TiffHeader Open(ReadOnlySpan<byte> file, string path)
    {
        var header = TiffHeader.Read(file)
            ?? throw new UnreadableImageException(
                $"'{path}' is a TIFF file that is damaged or of a kind that is not read, such as CMYK or "
                    + $"floating-point numbers. Save it with 8 or 16 bits as grey or RGB, or as PNG."
            );
        if (ImageHeaderCheck.Fault(file, header.Size) is { } fault)
        {
            throw new UnreadableImageException($"'{path}' {fault}");
        }

        return header.IsWhole
            ? header
            : throw new UnreadableImageException(
                $"The image '{path}' is cut off before its end. Copy it again, or remove it."
            );
    }

    /// <summary>Reads a file, and turns the image as its orientation says.</summary>
    /// <param name="data">The file.</param>
    /// <param name="path">Its name for the user.</param>
    /// <param name="pool">As for <see cref="ImageDecoder.Decode"/>.</param>
    /// <param name="channels">Likewise.</param>
    /// <exception cref="UnreadableImageException">It is damaged, cut off, or of a kind that is not read.</exception>
    public static PixelImage Decode(SKData data, string path, ArrayPool<byte>? pool, int channels)
    {
        var header = Open(data.AsSpan(), path);
        PixelImage image;
        try
        {
            image = Read(data, path, header, pool, channels);
        }
        catch (OutOfMemoryException fault)
        {
            throw new UnreadableImageException(
                $"There is no memory for the {header.Size} pixels of '{path}'. Scale it down.",
                fault
            );
        }
        catch (Exception fault) when (fault is not UserException)
        {
            // The library fails in many ways on damaged files.
            throw Damaged(path, fault);
        }

        return PixelTurning.Upright(image, (SKEncodedOrigin)header.Orientation, pool);
    }

    private static PixelImage Read(SKData data, string path, TiffHeader header, ArrayPool<byte>? pool, int channels)
    {
        using var stream = data.AsStream();
        // "c": strips as the file has them, and not cut into smaller ones.
        using var tiff = Tiff.ClientOpen(path, "rc", stream, new TiffStream()) ?? throw Damaged(path);
        if (header.Pixels.NeedsRgb)
        {
            tiff.SetField(TiffTag.JPEGCOLORMODE, JpegColorMode.RGB);
        }

        var (size, block, pixels) = (header.Size, header.Block, header.Pixels);
        var image = PixelImage.Room(size, channels, pool);
        var rowBytes = pixels.RowBytes(block.Width);
        var blockBytes = checked(rowBytes * block.Height);
        var planes = Enumerable.Range(0, pixels.Planes).Select(_ => new byte[blockBytes]).ToArray();
        var rgba = new byte[4 * Math.Min(block.Width, size.Width)];
        for (var top = 0; top < size.Height; top += block.Height)
        {
            for (var left = 0; left < size.Width; left += block.Width)
            {
                var rows = Math.Min(block.Height, size.Height - top);
                for (var plane = 0; plane < planes.Length; plane++)
                {
                    ReadBlock(tiff, path, header, (top, left, plane), planes[plane], rowBytes * rows);
                }

                var row = rgba.AsSpan(0, 4 * Math.Min(block.Width, size.Width - left));
                for (var y = 0; y < rows; y++)
                {
                    pixels.Write(planes, y * rowBytes, row);
                    RgbaPixels.Put(row, image, ((top + y) * size.Width) + left);
                }
            }
        }

        return image;
    }

    // A tile has all of its rows, also those that are beyond the image.
    private static void ReadBlock(
        Tiff tiff,
        string path,
        TiffHeader header,
        (int Top, int Left, int Plane) at,
        byte[] bytes,
        int count
    )
    {
        var read = header.IsTiled
            ? tiff.ReadEncodedTile(tiff.ComputeTile(at.Left, at.Top, 0, (short)at.Plane), bytes, 0, bytes.Length)
            : tiff.ReadEncodedStrip(tiff.ComputeStrip(at.Top, (short)at.Plane), bytes, 0, count);
        if (read < count)
        {
            throw Damaged(path);
        }
    }

    private static UnreadableImageException Damaged(string path, Exception? fault = null)
    {
        var message = $"The image '{path}' is damaged. Copy it again, or remove it.";
        return fault is null ? new UnreadableImageException(message) : new UnreadableImageException(message, fault);
    }

    // The library would write to the terminal; that a file is damaged is seen by what it returns.
    private sealed class Silence : TiffErrorHandler
    {
        public override void ErrorHandler(Tiff tif, string method, string format, params object[] args) { }

        public override void ErrorHandlerExt(
            Tiff tif,
            object clientData,
            string method,
            string format,
            params object[] args
        )
        { }

        public override void WarningHandler(Tiff tif, string method, string format, params object[] args) { }

        public override void WarningHandlerExt(
            Tiff tif,
            object clientData,
            string method,
            string format,
            params object[] args
        )
        { }
    }
}
