using GsFramework.Core.Data;
using GsFramework.Tests.Host;
using SkiaSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Data;

public sealed class ImageFileTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Folder _folder = new();

    private string Path => _folder["image.png"];

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Every_value_of_a_byte_survives_writing_and_reading()
    {
        var image = arange(256, dtype: float32).div(127.5).sub(1).reshape(1, 16, 16).expand(3, -1, -1);
        ImageFile.Save(Path, image);

        TensorAssert.Same(image, ImageFile.Load(Path));
        TensorAssert.Same(image, ImageFile.Load(Path, 16));
    }

    [Fact]
    public void Channels_rows_and_columns_are_where_they_belong()
    {
        var image = randn(3, 5, 7).clamp(-1, 1);
        ImageFile.Save(Path, image);

        Assert.True(ImageFile.Load(Path).sub(image).abs().max().item<float>() <= 1 / 255f + 1e-6);
    }

    [Fact]
    public void Values_outside_the_range_are_clamped()
    {
        ImageFile.Save(Path, tensor(new[] { -7f, 7f, float.NaN, float.PositiveInfinity }).reshape(1, 1, 4));

        TensorAssert.Same(tensor(new[] { -1f, 1f, -1f, 1f }), ImageFile.Load(Path)[0, 0]);
    }

    [Fact]
    public void A_palette_image_with_transparency_is_flattened_on_white()
    {
        Put(
            Png.Write(
                Png.Palette,
                8,
                3,
                [
                    [0, 1, 2],
                ],
                palette: [10, 20, 30, 200, 100, 0, 5, 6, 7],
                transparency: [255, 51, 0]
            )
        );

        // 200 at a fifth over white: 0.2·200 + 0.8·255 = 244.
        AssertPixels([10, 244, 255], [20, 224, 255], [30, 204, 255]);
    }

    [Fact]
    public void A_palette_image_of_one_bit_is_read()
    {
        Put(
            Png.Write(
                Png.Palette,
                1,
                4,
                [
                    [0b0110_0000],
                ],
                palette: [1, 2, 3, 250, 251, 252]
            )
        );

        AssertPixels([1, 250, 250, 1], [2, 251, 251, 2], [3, 252, 252, 3]);
    }

    [Fact]
    public void A_grey_image_has_three_equal_channels()
    {
        Put(
            Png.Write(
                Png.Gray,
                8,
                3,
                [
                    [0, 77, 255],
                ]
            )
        );

        AssertPixels([0, 77, 255], [0, 77, 255], [0, 77, 255]);
    }

    [Fact]
    public void A_grey_image_with_alpha_is_flattened_on_white()
    {
        Put(
            Png.Write(
                Png.GrayAlpha,
                8,
                3,
                [
                    [90, 255, 90, 0, 0, 51],
                ]
            )
        );

        AssertPixels([90, 255, 204], [90, 255, 204], [90, 255, 204]);
    }

    [Fact]
    public void Colour_under_partial_transparency_is_not_taken_twice()
    {
        Put(
            Png.Write(
                Png.Rgba,
                8,
                1,
                [
                    [100, 150, 200, 102],
                ]
            )
        );

        AssertPixels([193], [213], [233]);
    }

    [Fact]
    public void Sixteen_bits_are_read_as_eight()
    {
        Put(
            Png.Write(
                Png.Rgb,
                16,
                1,
                [
                    [0, 0, 0x80, 0x80, 0xFF, 0xFF],
                ]
            )
        );

        AssertPixels([0], [128], [255]);
    }

    [Fact]
    public void An_image_of_one_pixel_is_read_and_scaled()
    {
        Put(
            Png.Write(
                Png.Rgb,
                8,
                1,
                [
                    [255, 0, 0],
                ]
            )
        );

        AssertPixels([255], [0], [0]);
        TensorAssert.Same(tensor(new[] { 1f, -1f, -1f }).reshape(3, 1, 1).expand(3, 8, 8), ImageFile.Load(Path, 8));
    }

    [Theory]
    [InlineData("image.jpg", 0.1)]
    [InlineData("image.webp", 0.1)]
    public void Other_formats_are_written_and_read(string name, double tolerance)
    {
        var image = linspace(-1, 1, 32, dtype: float32).reshape(1, 1, 32).expand(3, 32, -1);
        ImageFile.Save(_folder[name], image);
        using var codec = SKCodec.Create(_folder[name]);

        Assert.Equal(name == "image.jpg" ? SKEncodedImageFormat.Jpeg : SKEncodedImageFormat.Webp, codec.EncodedFormat);
        Assert.True(ImageFile.Load(_folder[name]).sub(image).abs().max().item<float>() < tolerance);
    }

    [Fact]
    public void A_bitmap_is_read()
    {
        // Header of 54 bytes, then rows from the bottom up, blue first, filled up to four bytes.
        File.WriteAllBytes(
            Path,
            [
                .. "BM"u8,
                62,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                54,
                0,
                0,
                0,
                40,
                0,
                0,
                0,
                1,
                0,
                0,
                0,
                2,
                0,
                0,
                0,
                1,
                0,
                24,
                0,
                0,
                0,
                0,
                0,
                8,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                3,
                2,
                1,
                0,
                30,
                20,
                10,
                0,
            ]
        );
        var image = ImageFile.Load(Path).add(1).mul(127.5).round().to(int32);

        Assert.Equal([10, 1], image[0].flatten().data<int>().ToArray());
        Assert.Equal([30, 3], image[2].flatten().data<int>().ToArray());
    }

    [Fact]
    public void A_photo_that_a_camera_turned_stands_upright()
    {
        // Left half black, right half white; EXIF orientation 6: turn clockwise, so black comes on top.
        var image = cat([full([3, 16, 16], -1f), ones(3, 16, 16)], dim: 2);
        ImageFile.Save(_folder["turned.jpg"], image);
        var jpeg = File.ReadAllBytes(_folder["turned.jpg"]);
        byte[] exif =
        [
            0xFF,
            0xE1,
            0,
            34,
            .. "Exif\0\0MM\0*"u8,
            0,
            0,
            0,
            8,
            0,
            1,
            0x01,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            6,
            0,
            0,
            0,
            0,
            0,
            0,
        ];
        File.WriteAllBytes(_folder["turned.jpg"], [.. jpeg[..2], .. exif, .. jpeg[2..]]);
        var upright = ImageFile.Load(_folder["turned.jpg"]);

        Assert.Equal([3, 32, 16], upright.shape);
        Assert.True(upright[.., ..12].max().item<float>() < -0.8);
        Assert.True(upright[.., 20..].min().item<float>() > 0.8);
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(64, 48)]
    [InlineData(9, 100)]
    public void The_shorter_side_is_scaled_and_the_middle_cut_out(int height, int width)
    {
        // A ramp along the longer side: its middle is 0, and what is cut off is the same on both ends.
        var ramp =
            height > width
                ? linspace(-1, 1, height).reshape(1, height, 1)
                : linspace(-1, 1, width).reshape(1, 1, width);
        ImageFile.Save(Path, ramp.expand(3, height, width));
        var image = ImageFile.Load(Path, 16);

        Assert.Equal([3, 16, 16], image.shape);
        // An odd number of rows to cut leaves the middle half a pixel beside it.
        Assert.Equal(0, image.mean().item<float>(), 0.05);
    }

    [Fact]
    public void Scaling_down_averages_instead_of_picking_pixels()
    {
        var checkers = (arange(64).reshape(1, 1, 64) + arange(64).reshape(1, 64, 1))
            .remainder(2)
            .mul(2)
            .sub(1)
            .to(float32);
        ImageFile.Save(Path, checkers.expand(3, -1, -1));

        Assert.True(ImageFile.Load(Path, 8).abs().max().item<float>() < 0.05);
    }

    private void Put(byte[] bytes) => File.WriteAllBytes(Path, bytes);

    private void AssertPixels(params int[][] channels)
    {
        var image = ImageFile.Load(Path);
        Assert.Equal(float32, image.dtype);
        var values = image.add(1).mul(127.5).round().to(int32);
        for (var channel = 0; channel < 3; channel++)
        {
            Assert.Equal(channels[channel], values[channel].flatten().data<int>().ToArray());
        }
    }
}
