using GsFramework.Core.Data;
using GsFramework.Graph;
using GsFramework.Tests.Host;
using SkiaSharp;

namespace GsFramework.Tests.Core.Data;

/// <summary>Files of any kind as images of one, three and four channels, and back.</summary>
public sealed class ImageChannelsTests : IDisposable
{
    private readonly Folder _folder = new();

    private string Path => _folder["image.png"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Colours_become_the_luma_of_Pillow()
    {
        Put(Png.Rgb, [255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 200, 77]);

        // What Image.convert("L") makes of them.
        Assert.Equal([76, 150, 29, 129], Decoded(ImageChannels.Gray));
    }

    [Fact]
    public void A_grey_image_keeps_every_value_as_grey()
    {
        byte[] values = [.. Enumerable.Range(0, 256).Select(static value => (byte)value)];
        Put(Png.Gray, values);

        Assert.Equal(values, Decoded(ImageChannels.Gray));
        Assert.Equal([.. values, .. values, .. values], Decoded(ImageChannels.Rgb));
    }

    [Fact]
    public void Transparency_is_kept_only_where_there_is_a_channel_for_it()
    {
        Put(Png.Rgba, [100, 150, 200, 102]);

        Assert.Equal([100, 150, 200, 102], Decoded(ImageChannels.Rgba));
        Assert.Equal([193, 213, 233], Decoded(ImageChannels.Rgb));
        Assert.Equal([209], Decoded(ImageChannels.Gray));
    }

    [Theory]
    [InlineData(Png.Rgb, new byte[] { 1, 2, 3 }, new byte[] { 1, 2, 3, 255 })]
    [InlineData(Png.Gray, new byte[] { 7 }, new byte[] { 7, 7, 7, 255 })]
    [InlineData(Png.GrayAlpha, new byte[] { 7, 9 }, new byte[] { 7, 7, 7, 9 })]
    public void An_image_without_opacity_is_opaque(byte colorType, byte[] pixel, byte[] expected)
    {
        Put(colorType, pixel);

        Assert.Equal(expected, Decoded(ImageChannels.Rgba));
    }

    [Theory]
    [InlineData(ImageChannels.Gray, Png.Gray)]
    [InlineData(ImageChannels.Rgb, Png.Rgb)]
    [InlineData(ImageChannels.Rgba, Png.Rgba)]
    public void A_PNG_has_the_channels_of_the_image_and_loses_nothing(int channels, byte colorType)
    {
        var image = Noise(channels, new ImageSize(5, 7));

        ImageFile.Save(Path, image);

        Assert.Equal(colorType, File.ReadAllBytes(Path)[25]);
        Assert.Equal(image.Planes, Decoded(channels));
    }

    [Theory]
    [InlineData("a.jpg", ImageChannels.Gray)]
    [InlineData("a.jpg", ImageChannels.Rgb)]
    [InlineData("a.webp", ImageChannels.Gray)]
    [InlineData("a.webp", ImageChannels.Rgb)]
    [InlineData("a.webp", ImageChannels.Rgba)]
    public void Other_formats_take_images_of_any_channels(string name, int channels)
    {
        var image = Flat(channels, 60);

        ImageFile.Save(_folder[name], image);

        var read = ImageDecoder.Decode(_folder[name], channels: channels);
        Assert.All(
            read.Pixels.ToArray().Zip(image.Planes),
            static pair => Assert.InRange(pair.First - pair.Second, -4, 4)
        );
    }

    [Fact]
    public void What_is_transparent_becomes_white_in_a_JPEG()
    {
        var image = Flat(ImageChannels.Rgba, 0);

        ImageFile.Save(_folder["a.jpg"], image);

        Assert.All(ImageDecoder.Decode(_folder["a.jpg"]).Planes, static value => Assert.InRange(value, 250, 255));
    }

    [Fact]
    public void The_colour_of_what_cannot_be_seen_does_not_bleed_when_an_image_is_scaled()
    {
        // Left opaque red, right transparent green.
        var image = PixelImage.Room(new ImageSize(16, 16), ImageChannels.Rgba, pool: null);
        for (var i = 0; i < 256; i++)
        {
            var isLeft = i % 16 < 8;
            (image.Planes[i], image.Planes[256 + i]) = isLeft ? ((byte)255, (byte)0) : ((byte)0, (byte)255);
            image.Planes[768 + i] = isLeft ? (byte)255 : (byte)0;
        }

        var scaled = PixelScaling.Scale(image, new ImageSize(5, 5));

        Assert.Equal((ImageChannels.Rgba, 5, 5), (scaled.Channels, scaled.Height, scaled.Width));
        Assert.All(scaled.Planes[25..50], static green => Assert.Equal(0, green));
        Assert.Contains(scaled.Planes[75..], static alpha => alpha is > 20 and < 235);
    }

    [Fact]
    public void A_photo_that_a_camera_turned_stands_upright_in_grey()
    {
        var image = Flat(ImageChannels.Gray, 9) with { Height = 2, Width = 32 };
        image.Planes.AsSpan(0, 16).Clear();

        var upright = PixelTurning.Upright(image, SKEncodedOrigin.RightTop, null);

        Assert.Equal((32, 2), (upright.Height, upright.Width));
        Assert.Equal<byte>([9, 0], upright.Planes[..2]);
    }

    [Fact]
    public void A_cut_takes_the_same_place_of_every_channel()
    {
        var image = Noise(ImageChannels.Rgba, new ImageSize(4, 6));

        var cut = image.Cut(1, 2, new ImageSize(2, 3));

        Assert.Equal(
            image.ToTensor()[.., 1..3, 2..5].contiguous().data<float>().ToArray(),
            cut.ToTensor().data<float>().ToArray()
        );
    }

    private byte[] Decoded(int channels) => ImageDecoder.Decode(Path, channels: channels).Pixels.ToArray();

    private void Put(byte colorType, byte[] row)
    {
        var channels = colorType switch
        {
            Png.Rgb => 3,
            Png.Rgba => 4,
            Png.GrayAlpha => 2,
            _ => 1,
        };
        File.WriteAllBytes(Path, Png.Write(colorType, 8, row.Length / channels, [row]));
    }

    private static PixelImage Noise(int channels, ImageSize size)
    {
        var image = PixelImage.Room(size, channels, pool: null);
        new Random(1).NextBytes(image.Planes);
        return image;
    }

    private static PixelImage Flat(int channels, byte value)
    {
        var image = PixelImage.Room(new ImageSize(8, 8), channels, pool: null);
        Array.Fill(image.Planes, value);
        return image;
    }
}
