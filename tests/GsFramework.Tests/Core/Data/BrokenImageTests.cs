using System.Buffers.Binary;
using GsFramework.Core.Data;
using GsFramework.Tests.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Data;

public sealed class BrokenImageTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Folder _folder = new();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_file_that_is_no_image_is_reported()
    {
        File.WriteAllText(_folder["a.png"], "<html>not found</html>");

        Assert.Contains("not an image", Fault("a.png"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_is_reported()
    {
        File.WriteAllBytes(_folder["a.png"], []);

        Assert.Contains("not an image", Fault("a.png"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.png")]
    [InlineData("a.jpg")]
    [InlineData("a.webp")]
    public void An_image_that_is_cut_off_is_reported(string name)
    {
        ImageFile.Save(_folder[name], rand(3, 64, 64) * 2 - 1);
        var whole = File.ReadAllBytes(_folder[name]);
        foreach (var share in new[] { 0.05, 0.3, 0.6, 0.9 })
        {
            File.WriteAllBytes(_folder[name], whole[..(int)(share * whole.Length)]);
            _ = Fault(name);
        }
    }

    [Fact]
    public void A_bitmap_that_is_cut_off_is_reported()
    {
        // A header for two rows of one pixel, and one row.
        File.WriteAllBytes(
            _folder["a.bmp"],
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
            ]
        );

        Assert.Contains("cut off", Fault("a.bmp"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_whose_data_is_damaged_is_reported()
    {
        ImageFile.Save(_folder["a.png"], rand(3, 64, 64) * 2 - 1);
        var bytes = File.ReadAllBytes(_folder["a.png"]);
        Array.Fill(bytes, (byte)0xAA, bytes.Length / 2, 200);
        File.WriteAllBytes(_folder["a.png"], bytes);

        Assert.Contains("remove it", Fault("a.png"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_that_claims_billions_of_pixels_is_reported_before_memory_is_taken()
    {
        var bytes = Png.Write(
            Png.Gray,
            8,
            1,
            [
                [0],
            ]
        );
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), 100_000);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), 100_000);
        // The checksum of the header chunk must hold, or the file is no PNG at all.
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(29), Png.Checksum(bytes.AsSpan(12, 17)));
        File.WriteAllBytes(_folder["a.png"], bytes);

        Assert.Contains("100000x100000", Fault("a.png"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_image_and_a_folder_are_reported()
    {
        Directory.CreateDirectory(_folder["folder.png"]);

        Assert.Contains("There is no image", Fault("a.png"), StringComparison.Ordinal);
        Assert.Contains("is a folder", Fault("folder.png"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_that_cannot_be_written_is_reported()
    {
        File.WriteAllText(_folder["file"], "");
        var fault = Assert.Throws<UserException>(() => ImageFile.Save(_folder["file", "a.png"], zeros(3, 2, 2)));

        Assert.Contains(_folder["file", "a.png"], fault.Message, StringComparison.Ordinal);
    }

    private string Fault(string name)
    {
        var message = Assert.ThrowsAny<UserException>(() => ImageFile.Load(_folder[name])).Message;
        Assert.Contains(_folder[name], message, StringComparison.Ordinal);
        return message;
    }
}
