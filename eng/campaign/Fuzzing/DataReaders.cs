using BitMiracle.LibTiff.Classic;
using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Data;
using GsFramework.Core.Data.Idx;
using SkiaSharp;

namespace GsFramework.Campaign.Fuzzing;

/// <summary>The readers of images, and of the assemblies of plugins.</summary>
internal static class DataReaders
{
    public static IReadOnlyList<string> Names { get; } =
        ["png", "jpeg", "webp", "bmp", "tiff", "idx", "plugin assembly"];

    public static IEnumerable<(string Name, Func<Reader> Make)> All(Prepared prepared)
    {
        yield return ("png", () => Image(prepared, "png", Encoded(SKEncodedImageFormat.Png)));
        yield return ("jpeg", () => Image(prepared, "jpeg", Encoded(SKEncodedImageFormat.Jpeg)));
        yield return ("webp", () => Image(prepared, "webp", Encoded(SKEncodedImageFormat.Webp)));
        yield return ("bmp", () => Image(prepared, "bmp", Bitmap()));
        yield return ("tiff", () => Image(prepared, "tiff", Tagged(prepared)));
        yield return ("idx", () => Idx(prepared));
        yield return ("plugin assembly", () => Assembly(prepared));
    }

    private static Reader Image(Prepared prepared, string format, byte[] whole)
    {
        var path = prepared.NewFile(format, "a." + format);
        return new Reader(format, [whole], ByteMutation.Of, bytes =>
        {
            File.WriteAllBytes(path, bytes);
            _ = ImageDecoder.Size(path);
            ImageDecoder.Inspect(path);
            _ = ImageDecoder.Decode(path);
        });
    }

    private static byte[] Encoded(SKEncodedImageFormat format)
    {
        using var bitmap = Drawn();
        using var data = bitmap.Encode(format, 80);
        return data.ToArray();
    }

    // Skia reads this format, but does not write it: 24 bits, rows from below.
    private static byte[] Bitmap()
    {
        using var bitmap = Drawn();
        var stride = ((3 * bitmap.Width) + 3) / 4 * 4;
        using var written = new MemoryStream();
        using var writer = new BinaryWriter(written);
        writer.Write("BM"u8);
        int[] file = [54 + (stride * bitmap.Height), 0, 54];
        int[] image = [40, bitmap.Width, bitmap.Height, 1 | (24 << 16), 0, 0, 0, 0, 0, 0];
        Array.ForEach([.. file, .. image], writer.Write);
        for (var y = bitmap.Height - 1; y >= 0; y--)
        {
            for (var x = 0; x < bitmap.Width; x++)
            {
                var color = bitmap.GetPixel(x, y);
                writer.Write([color.Blue, color.Green, color.Red]);
            }

            writer.Write(new byte[stride - (3 * bitmap.Width)]);
        }

        return written.ToArray();
    }

    private static byte[] Tagged(Prepared prepared)
    {
        using var bitmap = Drawn();
        var path = prepared.NewFile("tiff", "whole.tiff");
        using (var tiff = Tiff.Open(path, "w"))
        {
            tiff.SetField(TiffTag.IMAGEWIDTH, bitmap.Width);
            tiff.SetField(TiffTag.IMAGELENGTH, bitmap.Height);
            tiff.SetField(TiffTag.BITSPERSAMPLE, 8);
            tiff.SetField(TiffTag.SAMPLESPERPIXEL, 4);
            tiff.SetField(TiffTag.PHOTOMETRIC, Photometric.RGB);
            tiff.SetField(TiffTag.COMPRESSION, Compression.LZW);
            tiff.SetField(TiffTag.PLANARCONFIG, PlanarConfig.CONTIG);
            tiff.SetField(TiffTag.ROWSPERSTRIP, bitmap.Height);
            tiff.WriteEncodedStrip(0, bitmap.Bytes, bitmap.ByteCount);
        }

        return File.ReadAllBytes(path);
    }

    private static SKBitmap Drawn()
    {
        var bitmap = new SKBitmap(19, 14);
        for (var at = 0; at < 19 * 14; at++)
        {
            bitmap.SetPixel(at % 19, at / 19, new SKColor((byte)(at * 7), (byte)(at * 3), (byte)(at / 2)));
        }

        return bitmap;
    }

    private static Reader Idx(Prepared prepared)
    {
        var path = prepared.NewFile("idx", "a.gz");
        return new Reader("idx", [IdxFile()], FormatMutation.Gzip, bytes =>
        {
            File.WriteAllBytes(path, bytes);
            _ = IdxArray.Read(path, 3);
        });
    }

    private static byte[] IdxFile()
    {
        var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest))
        {
            gzip.Write([0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 6, 0, 0, 0, 6, .. new byte[4 * 6 * 6]]);
        }

        return packed.ToArray();
    }

    private static Reader Assembly(Prepared prepared)
    {
        var path = prepared.NewFile("plugin assembly", "a.dll");
        byte[] whole = File.ReadAllBytes(typeof(CoEvolution.SearchState).Assembly.Location);
        return new Reader("plugin assembly", [whole], ByteMutation.Of, bytes =>
        {
            File.WriteAllBytes(path, bytes);
            _ = AssemblyFile.Read(path) ?? throw new UserException("It is no assembly.");
        });
    }
}
