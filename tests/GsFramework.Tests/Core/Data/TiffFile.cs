using BitMiracle.LibTiff.Classic;

namespace GsFramework.Tests.Core.Data;

/// <summary>Writes TIFF files of every kind, as other programs do.</summary>
internal sealed record TiffFile(int Width, int Height, byte[] Samples)
{
    public int Bits { get; init; } = 8;

    public int Channels { get; init; } = 1;

    public Photometric Photometric { get; init; } = Photometric.MINISBLACK;

    public Compression Compression { get; init; } = Compression.NONE;

    public ExtraSample? Extra { get; init; }

    public Orientation Orientation { get; init; } = Orientation.TOPLEFT;

    public SampleFormat? Format { get; init; }

    /// <summary>Rows of a strip; null for all in one.</summary>
    public int? StripRows { get; init; }

    /// <summary>Side of square tiles in place of strips.</summary>
    public int? Tile { get; init; }

    /// <summary>True for a plane of each channel.</summary>
    public bool IsSeparate { get; init; }

    public bool IsBigEndian { get; init; }

    /// <summary>Red, green and blue of each colour of a palette, in 16 bits.</summary>
    public ushort[][]? Palette { get; init; }

    private int RowBytes => ((Width * (IsSeparate ? 1 : Channels) * Bits) + 7) / 8;

    /// <summary>Writes one page after the other.</summary>
    public static void Write(string path, params TiffFile[] pages)
    {
        using var tiff = Tiff.Open(path, pages[0].IsBigEndian ? "wb" : "wl");
        foreach (var page in pages)
        {
            page.Write(tiff);
            Assert.True(tiff.WriteDirectory());
        }
    }

    private void Write(Tiff tiff)
    {
        tiff.SetField(TiffTag.IMAGEWIDTH, Width);
        tiff.SetField(TiffTag.IMAGELENGTH, Height);
        tiff.SetField(TiffTag.BITSPERSAMPLE, Bits);
        tiff.SetField(TiffTag.SAMPLESPERPIXEL, Channels);
        tiff.SetField(TiffTag.PHOTOMETRIC, Photometric);
        tiff.SetField(TiffTag.COMPRESSION, Compression);
        if (Photometric == Photometric.YCBCR)
        {
            // The encoder makes YCbCr of the samples.
            tiff.SetField(TiffTag.JPEGCOLORMODE, JpegColorMode.RGB);
        }

        tiff.SetField(TiffTag.ORIENTATION, Orientation);
        tiff.SetField(TiffTag.PLANARCONFIG, IsSeparate ? PlanarConfig.SEPARATE : PlanarConfig.CONTIG);
        if (Extra is { } extra)
        {
            tiff.SetField(TiffTag.EXTRASAMPLES, 1, new short[] { (short)extra });
        }

        if (Format is { } format)
        {
            tiff.SetField(TiffTag.SAMPLEFORMAT, format);
        }

        if (Palette is { } palette)
        {
            short[] Of(int channel) => [.. palette.Select(color => (short)color[channel])];
            tiff.SetField(TiffTag.COLORMAP, Of(0), Of(1), Of(2));
        }

        for (var plane = 0; plane < (IsSeparate ? Channels : 1); plane++)
        {
            var samples = Samples.AsSpan(plane * RowBytes * Height, RowBytes * Height);
            if (Tile is { } side)
            {
                WriteTiles(tiff, samples, side, plane);
            }
            else
            {
                WriteStrips(tiff, samples, plane);
            }
        }
    }

    private void WriteStrips(Tiff tiff, ReadOnlySpan<byte> samples, int plane)
    {
        var rows = StripRows ?? Height;
        tiff.SetField(TiffTag.ROWSPERSTRIP, rows);
        for (var top = 0; top < Height; top += rows)
        {
            var strip = samples.Slice(top * RowBytes, Math.Min(rows, Height - top) * RowBytes).ToArray();
            Assert.True(tiff.WriteEncodedStrip(tiff.ComputeStrip(top, (short)plane), strip, strip.Length) >= 0);
        }
    }

    private void WriteTiles(Tiff tiff, ReadOnlySpan<byte> samples, int side, int plane)
    {
        tiff.SetField(TiffTag.TILEWIDTH, side);
        tiff.SetField(TiffTag.TILELENGTH, side);
        var pixelBytes = RowBytes / Width;
        for (var top = 0; top < Height; top += side)
        {
            for (var left = 0; left < Width; left += side)
            {
                var tile = new byte[side * side * pixelBytes];
                for (var y = 0; y < Math.Min(side, Height - top); y++)
                {
                    samples
                        .Slice(((top + y) * RowBytes) + (left * pixelBytes), Math.Min(side, Width - left) * pixelBytes)
                        .CopyTo(tile.AsSpan(y * side * pixelBytes));
                }

                var number = tiff.ComputeTile(left, top, 0, (short)plane);
                Assert.True(tiff.WriteEncodedTile(number, tile, tile.Length) >= 0);
            }
        }
    }
}
