using GsFramework.Graph;

namespace GsFramework.Core.Data;

/// <summary>What the samples of a TIFF file mean: grey, RGB or numbers of a palette, with opacity or without, of 1 to
/// 16 bits.</summary>
internal sealed class TiffPixels
{
    private const int WhiteIsZero = 0;
    private const int BlackIsZero = 1;
    private const int Rgb = 2;
    private const int Palette = 3;
    private const int YCbCr = 6;

    private const int MostSamples = 8;

    private const int Multiplied = 1;
    private const int Unmultiplied = 2;

    private readonly int _photometric;
    private readonly int _bits;
    private readonly int _samples;
    private readonly byte[][]? _palette;
    private readonly bool _hasAlpha;
    private readonly bool _isMultiplied;

    private TiffPixels(int photometric, int bits, int samples, byte[][]? palette, int extra, bool isSeparate)
    {
        (_photometric, _bits, _samples, _palette) = (photometric, bits, samples, palette);
        (_hasAlpha, _isMultiplied) = (extra is Multiplied or Unmultiplied, extra == Multiplied);
        IsSeparate = isSeparate;
    }

    /// <summary>True where each sample of a pixel is stored in a block of its own.</summary>
    public bool IsSeparate { get; }

    /// <summary>True where the decoder of JPEG is to make RGB of the samples.</summary>
    public bool NeedsRgb => _photometric == YCbCr;

    /// <summary>Blocks that together have all samples of a pixel.</summary>
    public int Planes => IsSeparate ? _samples : 1;

    /// <summary>Reads it.</summary>
    /// <returns>Null for a kind that is not read: CMYK, Lab, floating-point and so on.</returns>
    public static TiffPixels? Of(TiffDirectory directory)
    {
        var (bits, samples) = (directory.Number(258) ?? 1, directory.Number(277) ?? 1);
        var photometric = directory.Number(262) ?? (samples >= 3 ? Rgb : BlackIsZero);
        var colors = ColorsOf(photometric, directory.Number(259) == TiffHeader.Jpeg);
        if (
            colors is null
            || samples < colors
            || samples > MostSamples
            || bits is not (1 or 2 or 4 or 8 or 16)
            || directory.Numbers(258).Any(other => other != bits)
            || directory.Numbers(339).Any(static format => format is not (1 or 4))
        )
        {
            return null;
        }

        var palette = photometric == Palette ? PaletteOf(directory.Numbers(320), (int)bits) : null;
        return photometric == Palette && palette is null
            ? null
            : new TiffPixels(
                (int)photometric,
                (int)bits,
                (int)samples,
                palette,
                Extra(directory.Numbers(338), (int)samples, colors.Value),
                isSeparate: directory.Number(284) == 2 && samples > 1
            );
    }

    /// <summary>Bytes of a row in one block.</summary>
    public int RowBytes(int width) => (int)BytesOf(width, IsSeparate ? 1 : _samples);

    /// <summary>Bytes of all samples.</summary>
    public long Bytes(ImageSize size) => BytesOf(size.Width, _samples) * size.Height;

    /// <summary>Writes a row as RGBA bytes.</summary>
    /// <param name="planes">The <see cref="Planes"/>.</param>
    /// <param name="at">Where the row begins in each.</param>
    /// <param name="rgba">Four bytes for each pixel that is wanted.</param>
    public void Write(byte[][] planes, int at, Span<byte> rgba)
    {
        for (var x = 0; x < rgba.Length / 4; x++)
        {
            var pixel = rgba.Slice(4 * x, 4);
            WriteColor(planes, at, x, pixel);
            pixel[3] = _hasAlpha ? Value(planes, at, x, _photometric is Rgb or YCbCr ? 3 : 1) : (byte)255;
            if (_isMultiplied)
            {
                Divide(pixel);
            }
        }
    }

    private void WriteColor(byte[][] planes, int at, int x, Span<byte> pixel)
    {
        switch (_photometric)
        {
            case Palette:
                _palette![Sample(planes, at, x, 0)].CopyTo(pixel);
                break;
            case WhiteIsZero:
                pixel.Fill((byte)(255 - Value(planes, at, x, 0)));
                break;
            case BlackIsZero:
                pixel.Fill(Value(planes, at, x, 0));
                break;
            default:
                for (var channel = 0; channel < 3; channel++)
                {
                    pixel[channel] = Value(planes, at, x, channel);
                }

                break;
        }
    }

    private byte Value(byte[][] planes, int at, int x, int sample)
    {
        var value = Sample(planes, at, x, sample);
        return (byte)(
            _bits switch
            {
                8 => value,
                16 => (value + 128) / 257,
                _ => value * 255 / ((1 << _bits) - 1),
            }
        );
    }

    // Samples of 16 bits have the order of this machine when they are decoded.
    private int Sample(byte[][] planes, int at, int x, int sample)
    {
        var (plane, number) = IsSeparate ? (planes[sample], x) : (planes[0], (x * _samples) + sample);
        switch (_bits)
        {
            case 8:
                return plane[at + number];
            case 16:
                return BitConverter.ToUInt16(plane, at + (2 * number));
            default:
                var bit = number * _bits;
                return (plane[at + (bit / 8)] >> (8 - _bits - (bit % 8))) & ((1 << _bits) - 1);
        }
    }

    private static void Divide(Span<byte> pixel)
    {
        for (var channel = 0; channel < 3; channel++)
        {
            pixel[channel] =
                pixel[3] == 0
                    ? (byte)0
                    : (byte)Math.Min(255, ((pixel[channel] * 255) + (pixel[3] / 2)) / pixel[3]);
        }
    }

    // The decoder of JPEG turns YCbCr into RGB; others do not.
    private static int? ColorsOf(long photometric, bool isJpeg) =>
        photometric switch
        {
            WhiteIsZero or BlackIsZero or Palette => 1,
            Rgb => 3,
            YCbCr when isJpeg => 3,
            _ => null,
        };

    // As Pillow does: a fourth sample that nothing is said of is opacity, one that is said to be unspecified is not.
    private static int Extra(long[] extra, int samples, int colors) =>
        samples == colors ? 0
        : extra is [var first, ..] ? (int)first
        : (samples, colors) == (4, 3) ? Unmultiplied
        : 0;

    // All of red, of green, of blue, in 16 bits; in 8 where no value has more.
    private static byte[][]? PaletteOf(long[] map, int bits)
    {
        var count = 1 << bits;
        if (bits > 8 || map.Length < 3 * count)
        {
            return null;
        }

        var shift = map.Max() > 255 ? 8 : 0;
        byte Of(int channel, int color) => (byte)(map[(channel * count) + color] >> shift);
        return [.. Enumerable.Range(0, count).Select(color => new[] { Of(0, color), Of(1, color), Of(2, color) })];
    }

    private long BytesOf(int width, int samples) => (((long)width * samples * _bits) + 7) / 8;
}
