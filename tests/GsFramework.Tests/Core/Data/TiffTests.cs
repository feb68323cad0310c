using BitMiracle.LibTiff.Classic;
using GsFramework.Core.Data;
using GsFramework.Graph;
using GsFramework.Tests.Host;

namespace GsFramework.Tests.Core.Data;

public sealed class TiffTests : IDisposable
{
    private readonly Folder _folder = new();

    private string Path => _folder["image.tif"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Grey_of_8_bits_is_read()
    {
        Write(new TiffFile(3, 1, [0, 77, 255]));

        Assert.Equal([0, 77, 255], Decoded(ImageChannels.Gray));
        Assert.Equal([0, 77, 255, 0, 77, 255, 0, 77, 255], Decoded(ImageChannels.Rgb));
    }

    [Theory]
    [InlineData(64, 43, 3)]
    [InlineData(256, 256, 3)]
    [InlineData(300, 200, 1)]
    public void One_large_strip_is_read_as_it_is(int width, int height, int channels)
    {
        byte[] samples =
        [
            .. Enumerable.Range(0, width * height * channels).Select(static number => (byte)(number * 7)),
        ];
        Write(
            new TiffFile(width, height, samples)
            {
                Channels = channels,
                Photometric = channels == 3 ? Photometric.RGB : Photometric.MINISBLACK,
            }
        );

        var planes = Enumerable
            .Range(0, channels)
            .SelectMany(channel => samples.Where((_, place) => place % channels == channel));
        Assert.Equal(planes, Decoded(channels));
    }

    [Fact]
    public void White_may_be_zero()
    {
        Write(new TiffFile(3, 1, [0, 77, 255]) { Photometric = Photometric.MINISWHITE });

        Assert.Equal([255, 178, 0], Decoded(ImageChannels.Gray));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sixteen_bits_are_rounded_to_eight(bool isBigEndian)
    {
        ushort[] values = [0, 128, 129, 32896, 65406, 65535];
        Write(
            new TiffFile(6, 1, [.. values.SelectMany(BitConverter.GetBytes)])
            {
                Bits = 16,
                IsBigEndian = isBigEndian,
            }
        );

        Assert.Equal([0, 0, 1, 128, 254, 255], Decoded(ImageChannels.Gray));
    }

    [Theory]
    [InlineData(1, new byte[] { 0b0110_0000 }, new byte[] { 0, 255, 255 })]
    [InlineData(2, new byte[] { 0b0001_1100 }, new byte[] { 0, 85, 255 })]
    [InlineData(4, new byte[] { 0x0F, 0x30 }, new byte[] { 0, 255, 51 })]
    public void Grey_of_fewer_bits_is_read(int bits, byte[] samples, byte[] expected)
    {
        Write(new TiffFile(3, 1, samples) { Bits = bits });

        Assert.Equal(expected, Decoded(ImageChannels.Gray));
    }

    [Fact]
    public void Colours_of_16_bits_are_read()
    {
        ushort[] values = [0, 25700, 65535, 514, 257, 0];
        Write(
            new TiffFile(2, 1, [.. values.SelectMany(BitConverter.GetBytes)])
            {
                Bits = 16,
                Channels = 3,
                Photometric = Photometric.RGB,
            }
        );

        Assert.Equal([0, 2, 100, 1, 255, 0], Decoded(ImageChannels.Rgb));
    }

    [Fact]
    public void A_palette_is_looked_up_also_where_all_of_it_is_bright()
    {
        ushort[][] palette =
        [
            .. Enumerable.Range(0, 256).Select(static i => new ushort[] { (ushort)(i << 8), 0xFF00, 0x8000 }),
        ];
        Write(new TiffFile(2, 1, [128, 255]) { Photometric = Photometric.PALETTE, Palette = palette });

        Assert.Equal([128, 255, 255, 255, 128, 128], Decoded(ImageChannels.Rgb));
    }

    [Theory]
    [InlineData(ExtraSample.UNASSALPHA, 102)]
    [InlineData(ExtraSample.ASSOCALPHA, 255)]
    public void Opacity_is_kept_and_colours_are_not_multiplied_by_it(ExtraSample extra, byte red)
    {
        Write(
            new TiffFile(1, 1, [102, 20, 0, 102])
            {
                Channels = 4,
                Photometric = Photometric.RGB,
                Extra = extra,
            }
        );

        Assert.Equal(red, Decoded(ImageChannels.Rgba)[0]);
        Assert.Equal(102, Decoded(ImageChannels.Rgba)[3]);
    }

    [Fact]
    public void A_further_sample_that_is_no_opacity_is_left_alone()
    {
        Write(
            new TiffFile(1, 1, [1, 2, 3, 4])
            {
                Channels = 4,
                Photometric = Photometric.RGB,
                Extra = ExtraSample.UNSPECIFIED,
            }
        );

        Assert.Equal([1, 2, 3, 255], Decoded(ImageChannels.Rgba));
    }

    [Theory]
    [InlineData(Compression.NONE)]
    [InlineData(Compression.LZW)]
    [InlineData(Compression.ADOBE_DEFLATE)]
    [InlineData(Compression.DEFLATE)]
    [InlineData(Compression.PACKBITS)]
    public void Every_lossless_compression_gives_the_same_pixels_in_strips_tiles_and_planes(Compression compression)
    {
        var samples = Noise(40 * 37 * 3);
        byte[] planes =
        [
            .. Enumerable.Range(0, 3).SelectMany(c => Enumerable.Range(0, 40 * 37).Select(i => samples[(3 * i) + c])),
        ];
        var image = new TiffFile(37, 40, samples)
        {
            Channels = 3,
            Photometric = Photometric.RGB,
            Compression = compression,
        };

        foreach (
            var stored in new[]
            {
                image,
                image with { StripRows = 7 },
                image with { Tile = 16 },
                image with { IsSeparate = true, Samples = planes },
                image with { IsSeparate = true, Samples = planes, Tile = 16, IsBigEndian = true },
            }
        )
        {
            Write(stored);
            Assert.Equal(planes, Decoded(ImageChannels.Rgb));
        }
    }

    [Theory]
    [InlineData(Photometric.MINISBLACK, 1)]
    [InlineData(Photometric.RGB, 3)]
    [InlineData(Photometric.YCBCR, 3)]
    public void JPEG_within_TIFF_is_read(Photometric photometric, int channels)
    {
        byte[] pixel = [200, 128, 128];
        Write(
            new TiffFile(16, 16, [.. Enumerable.Repeat(pixel[..channels], 256).SelectMany(static value => value)])
            {
                Channels = channels,
                Photometric = photometric,
                Compression = Compression.JPEG,
            }
        );

        byte[] expected = channels == 3 ? pixel : [200, 200, 200];
        var decoded = Decoded(ImageChannels.Rgb);
        Assert.All(
            Enumerable.Range(0, 768),
            i => Assert.InRange(decoded[i] - expected[i / 256], -6, 6)
        );
    }

    [Fact]
    public void Of_several_pages_the_first_is_read()
    {
        TiffFile.Write(Path, new TiffFile(2, 1, [1, 2]), new TiffFile(3, 1, [7, 8, 9]));

        Assert.Equal([1, 2], Decoded(ImageChannels.Gray));
    }

    [Fact]
    public void Its_orientation_is_applied()
    {
        Write(new TiffFile(3, 2, [1, 2, 3, 4, 5, 6]) { Orientation = Orientation.RIGHTTOP });

        Assert.Equal([4, 1, 5, 2, 6, 3], Decoded(ImageChannels.Gray));
        Assert.Equal(new ImageSize(3, 2), ImageDecoder.Size(Path));
    }

    [Fact]
    public void Kinds_that_are_not_read_are_refused_with_what_to_do()
    {
        Write(new TiffFile(1, 1, [1, 2, 3, 4]) { Channels = 4, Photometric = Photometric.SEPARATED });
        Assert.Contains("Save it with 8 or 16 bits", Fault(), StringComparison.Ordinal);

        Write(new TiffFile(1, 1, [0, 0, 128, 63]) { Bits = 32, Format = SampleFormat.IEEEFP });
        Assert.Contains("Save it with 8 or 16 bits", Fault(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Compression.NONE)]
    [InlineData(Compression.LZW)]
    [InlineData(Compression.ADOBE_DEFLATE)]
    [InlineData(Compression.JPEG)]
    public void A_file_that_is_cut_off_is_refused(Compression compression)
    {
        Write(new TiffFile(64, 64, Noise(64 * 64)) { Compression = compression });
        var whole = File.ReadAllBytes(Path);
        foreach (var share in new[] { 0.01, 0.3, 0.6, 0.97 })
        {
            File.WriteAllBytes(Path, whole[..(int)(share * whole.Length)]);
            Assert.Contains(Path, Fault(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_cannot_claim_more_pixels_than_its_bytes_can_be()
    {
        Write(new TiffFile(64, 64, Noise(64 * 64)) { Compression = Compression.ADOBE_DEFLATE });
        var file = File.ReadAllBytes(Path);
        foreach (var tag in new ushort[] { 256, 257, 278 })
        {
            SetNumber(file, tag, 9000);
        }

        File.WriteAllBytes(Path, file);

        Assert.Contains("claims 9000x9000 pixels", Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_files_are_read_or_refused_and_nothing_else()
    {
        var random = new CounterRandom(5);
        var (read, refused) = (0, 0);
        foreach (
            var compression in new[]
            {
                Compression.NONE,
                Compression.LZW,
                Compression.ADOBE_DEFLATE,
                Compression.PACKBITS,
                Compression.JPEG,
            }
        )
        {
            Write(new TiffFile(19, 14, Noise(19 * 14)) { Compression = compression, StripRows = 8 });
            var whole = File.ReadAllBytes(Path);
            for (var i = 0; i < 300; i++)
            {
                var file = whole.ToArray();
                for (var change = 0; change <= random.Below(4); change++)
                {
                    file[random.Below(file.Length)] = (byte)random.Next();
                }

                File.WriteAllBytes(Path, file);
                try
                {
                    _ = ImageDecoder.Size(Path);
                    ImageDecoder.Inspect(Path);
                    _ = ImageDecoder.Decode(Path);
                    read++;
                }
                catch (UserException)
                {
                    refused++;
                }
            }
        }

        Assert.True(read > 100 && refused > 100, $"{read} read, {refused} refused");
    }

    private void Write(TiffFile image) => TiffFile.Write(Path, image);

    private byte[] Decoded(int channels) => ImageDecoder.Decode(Path, channels: channels).Pixels.ToArray();

    private string Fault() => Assert.ThrowsAny<UserException>(() => ImageDecoder.Decode(Path)).Message;

    private static byte[] Noise(int count)
    {
        var bytes = new byte[count];
        new Random(3).NextBytes(bytes);
        return bytes;
    }

    // In the directory of a little-endian file, as a number of four bytes.
    private static void SetNumber(byte[] file, ushort tag, int value)
    {
        var start = BitConverter.ToInt32(file, 4);
        for (var entry = start + 2; entry < start + 2 + (12 * BitConverter.ToUInt16(file, start)); entry += 12)
        {
            if (BitConverter.ToUInt16(file, entry) == tag)
            {
                BitConverter.TryWriteBytes(file.AsSpan(entry + 2), (ushort)4);
                BitConverter.TryWriteBytes(file.AsSpan(entry + 8), value);
            }
        }
    }
}
