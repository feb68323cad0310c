using System.Buffers.Binary;
using GsFramework.Core.Data;
using GsFramework.Graph;
using GsFramework.Tests.Host;
using SkiaSharp;

namespace GsFramework.Tests.Core.Data;

/// <summary>What a file of a size may claim to hold, format by format.</summary>
public sealed class ImageHeaderCheckTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Large_flat_images_are_read_in_every_format()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(2000, 2000, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(SKColors.White);
        using var pixmap = bitmap.PeekPixels();
        foreach (
            var encoded in new[]
            {
                pixmap.Encode(SKPngEncoderOptions.Default),
                pixmap.Encode(
                    new SKJpegEncoderOptions(95, SKJpegEncoderDownsample.Downsample420, SKJpegEncoderAlphaOption.Ignore)
                ),
                pixmap.Encode(
                    new SKJpegEncoderOptions(1, SKJpegEncoderDownsample.Downsample444, SKJpegEncoderAlphaOption.Ignore)
                ),
                pixmap.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, 95)),
                pixmap.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, 0)),
                pixmap.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 100)),
            }
        )
        {
            using (encoded)
            {
                var image = Decode(encoded.ToArray());
                Assert.Equal((2000, 2000), (image.Width, image.Height));
                Assert.Equal(-1, image.Pixels.IndexOfAnyExceptInRange((byte)254, (byte)255));
            }
        }
    }

    [Fact]
    public void The_flattest_files_that_the_formats_allow_are_read()
    {
        var white = Png.Write(
            Png.Gray,
            1,
            3200,
            [.. Enumerable.Repeat(Enumerable.Repeat((byte)0xFF, 400).ToArray(), 3200)]
        );
        var gray = HandMade.ProgressiveJpeg(2000, 2000);
        var runs = HandMade.RunLengthBitmap(
            510,
            300,
            [.. Enumerable.Range(0, 300).SelectMany(static _ => new byte[] { 255, 7, 255, 9, 0, 0 }), 0, 1]
        );

        Assert.True(white.Length < 3200 * 3200 / 1500);
        Assert.Equal(-1, Decode(white).Pixels.IndexOfAnyExcept((byte)255));
        Assert.True(gray.Length < 2000 * 2000 / 500);
        Assert.Equal(-1, Decode(gray).Pixels.IndexOfAnyExcept((byte)128));
        Assert.Equal((7, 9), (Decode(runs).Pixels[0], Decode(runs).Pixels[509]));
    }

    [Fact]
    public void An_interlaced_image_is_read()
    {
        var file = Png.WriteInterlaced(
            3,
            3,
            [
                [1],
                [3],
                [7, 9],
                [2],
                [8],
                [4, 5, 6],
            ]
        );

        Assert.Equal(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, Decode(file).Pixels[..9].ToArray());
    }

    [Fact]
    public void A_PNG_whose_data_is_less_than_deflate_could_pack_is_refused()
    {
        AssertRefused(
            Resized(
                Png.Write(
                    Png.Rgb,
                    8,
                    1,
                    [
                        [1, 2, 3],
                    ]
                ),
                2000,
                2000
            ),
            "more than its"
        );

        // The same number of bytes can be more pixels of one bit than of 24.
        AssertRefused(
            Resized(
                Png.Write(
                    Png.Rgb,
                    8,
                    1,
                    [
                        [1, 2, 3],
                    ]
                ),
                70,
                70
            ),
            "more than its"
        );
        Assert.Null(
            ImageHeaderCheck.Fault(
                Resized(
                    Png.Write(
                        Png.Gray,
                        1,
                        1,
                        [
                            [0],
                        ]
                    ),
                    70,
                    70
                ),
                ImageSize.Square(70)
            )
        );
    }

    [Fact]
    public void A_JPEG_with_fewer_bits_than_blocks_is_refused()
    {
        AssertRefused(HandMade.ProgressiveJpeg(2000, 2000, bytes: 7000), "more than its");
        Assert.Null(ImageHeaderCheck.Fault(HandMade.ProgressiveJpeg(2000, 2000, bytes: 7813), ImageSize.Square(2000)));
    }

    [Fact]
    public void A_lossy_WebP_with_fewer_bits_than_macroblocks_is_refused()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(32, 32, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(SKColors.White);
        using var pixmap = bitmap.PeekPixels();
        using var encoded = pixmap.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, 50));
        var file = encoded.ToArray();
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(26), 1000);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(28), 1000);

        AssertRefused(file, "claims 1000x1000 pixels, more than its");
    }

    [Fact]
    public void Of_a_lossless_WebP_of_a_few_bytes_only_so_many_pixels_are_read()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(2100, 2100, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(SKColors.White);
        using var pixmap = bitmap.PeekPixels();
        using var encoded = pixmap.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 100));

        AssertRefused(encoded.ToArray(), "of a lossless WebP of");
    }

    [Theory]
    [InlineData(24, 0, 10, 4, 128)]
    [InlineData(1, 0, 100, 4, 64)]
    [InlineData(32, 3, 10, 4, 160)]
    [InlineData(8, 1, 510, 4, 16)]
    public void The_rows_of_a_bitmap_must_be_in_the_file(byte bits, byte compression, int width, int height, int bytes)
    {
        Assert.Null(
            ImageHeaderCheck.Fault(
                HandMade.Bitmap(width, height, bits, compression, new byte[bytes]),
                new ImageSize(height, width)
            )
        );
        Assert.NotNull(
            ImageHeaderCheck.Fault(
                HandMade.Bitmap(width, height, bits, compression, new byte[bytes - 1]),
                new ImageSize(height, width)
            )
        );
    }

    [Fact]
    public void A_bitmap_that_claims_more_rows_than_it_has_is_refused() =>
        AssertRefused(HandMade.Bitmap(9000, 9000, bits: 24, compression: 0, new byte[30]), "claims 9000x9000");

    [Fact]
    public void Rows_of_a_JPEG_are_those_of_the_whole_image()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(701, 1003, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var random = new CounterRandom(3);
        for (var y = 0; y < bitmap.Height; y += 17)
        {
            for (var x = 0; x < bitmap.Width; x++)
            {
                bitmap.SetPixel(x, y, new SKColor((byte)random.Next(), (byte)(x / 3), (byte)(y / 4)));
            }
        }

        using var encoded = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        var rows = Decode(encoded.ToArray());
        using var codec = SKCodec.Create(encoded);
        using var whole = new SKBitmap(new SKImageInfo(701, 1003, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        Assert.Equal(SKCodecResult.Success, codec.GetPixels(whole.Info, whole.GetPixels()));
        var rgba = whole.GetPixelSpan();
        for (var i = 0; i < 701 * 1003; i++)
        {
            Assert.Equal((rgba[4 * i], rgba[(4 * i) + 2]), (rows.Pixels[i], rows.Pixels[(2 * 701 * 1003) + i]));
        }
    }

    private static byte[] Resized(byte[] png, int width, int height)
    {
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Png.Checksum(png.AsSpan(12, 17)));
        return png;
    }

    private PixelImage Decode(byte[] file)
    {
        File.WriteAllBytes(_folder["image"], file);
        return ImageDecoder.Decode(_folder["image"]);
    }

    private void AssertRefused(byte[] file, string says) =>
        Assert.Contains(says, Assert.ThrowsAny<UserException>(() => Decode(file)).Message, StringComparison.Ordinal);
}
