using System.IO.Compression;
using System.Text;
using GsFramework.Core.Data;
using GsFramework.Graph;
using GsFramework.Tests.Host;

namespace GsFramework.Tests.Core.Data;

/// <summary>PNG files that a camera or an editor marked as turned.</summary>
public sealed class PngOrientationTests : IDisposable
{
    private readonly Folder _folder = new();

    private string Path => _folder["image.png"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 3, "abcdef")]
    [InlineData(2, 3, "cbafed")]
    [InlineData(3, 3, "fedcba")]
    [InlineData(4, 3, "defabc")]
    [InlineData(5, 2, "adbecf")]
    [InlineData(6, 2, "daebfc")]
    [InlineData(7, 2, "fcebda")]
    [InlineData(8, 2, "cfbead")]
    public void Every_orientation_in_EXIF_is_applied(int orientation, int width, string upright)
    {
        Write(("eXIf", Exif(orientation)));

        AssertUpright(width, upright);
    }

    [Fact]
    public void EXIF_may_be_little_endian_have_a_prefix_or_stand_behind_the_pixels()
    {
        Write(("eXIf", Exif(6, isBigEndian: false)));
        AssertUpright(2, "daebfc");

        Write(("eXIf", [.. "Exif\0\0"u8, .. Exif(6)]));
        AssertUpright(2, "daebfc");

        WriteBehind(("eXIf", Exif(6)));
        AssertUpright(2, "daebfc");
    }

    [Theory]
    [InlineData("<rdf:Description tiff:Orientation=\"6\"/>", false)]
    [InlineData("<rdf:Description tiff:Orientation='6'/>", false)]
    [InlineData("<tiff:Orientation>6</tiff:Orientation>", false)]
    [InlineData("<tiff:Orientation>6</tiff:Orientation>", true)]
    public void XMP_is_read_where_there_is_no_EXIF(string xmp, bool isCompressed)
    {
        Write(("iTXt", Xmp(xmp, isCompressed)));
        AssertUpright(2, "daebfc");

        Write(("iTXt", Xmp(xmp, isCompressed)), ("eXIf", Exif(3)));
        AssertUpright(3, "fedcba");
    }

    [Fact]
    public void What_cannot_be_understood_turns_nothing()
    {
        (string, byte[])[] chunks =
        [
            ("eXIf", []),
            ("eXIf", Exif(0)),
            ("eXIf", Exif(9)),
            ("eXIf", Exif(6)[..20]),
            ("eXIf", [.. "MM\0*"u8, 255, 255, 255, 255]),
            ("eXIf", [.. "II*\0"u8, 8, 0, 0, 0, 255, 255]),
            ("iTXt", "XML:com.adobe.xmp\0"u8.ToArray()),
            ("iTXt", [.. "XML:com.adobe.xmp\0"u8, 1, 0, 0, 0, 77, 77]),
            ("iTXt", Xmp("tiff:Orientation", isCompressed: false)),
            ("iTXt", Xmp("tiff:Orientation=\"x\"", isCompressed: false)),
        ];
        foreach (var chunk in chunks)
        {
            Write(chunk);
            AssertUpright(3, "abcdef");
        }
    }

    // Rows "abc" and "def" of grey values.
    private void AssertUpright(int width, string letters)
    {
        var image = ImageDecoder.Decode(Path, channels: ImageChannels.Gray);

        Assert.Equal(letters, Encoding.ASCII.GetString(image.Pixels));
        Assert.Equal(new ImageSize(6 / width, width), image.Size);
        Assert.Equal(image.Size, ImageDecoder.Size(Path));
    }

    private void Write(params (string Kind, byte[] Data)[] chunks) => Write(chunks, at: 33);

    // Before IEND, which has 12 bytes.
    private void WriteBehind(params (string Kind, byte[] Data)[] chunks) => Write(chunks, at: ^12);

    private void Write((string Kind, byte[] Data)[] chunks, Index at)
    {
        var png = Png.Write(Png.Gray, 8, 3, ["abc"u8.ToArray(), "def"u8.ToArray()]);
        byte[] inserted = [.. chunks.SelectMany(static chunk => Png.Chunk(chunk.Kind, chunk.Data))];
        File.WriteAllBytes(Path, [.. png[..at], .. inserted, .. png[at..]]);
    }

    private static byte[] Exif(int orientation, bool isBigEndian = true) =>
        isBigEndian
            ? [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0]
            : [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0];

    private static byte[] Xmp(string text, bool isCompressed)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(Encoding.UTF8.GetBytes(text));
        }

        return
        [
            .. "XML:com.adobe.xmp\0"u8,
            isCompressed ? (byte)1 : (byte)0,
            0,
            0,
            0,
            .. isCompressed ? packed.ToArray() : Encoding.UTF8.GetBytes(text),
        ];
    }
}
