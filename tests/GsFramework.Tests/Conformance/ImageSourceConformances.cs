using System.Buffers.Binary;
using GsFramework.Graph;
using GsFramework.Testing;
using GsFramework.Tests.Core.Data;
using GsFramework.Tests.Host;

namespace GsFramework.Tests.Conformance;

/// <summary>Stands where a plugin's module stands: the program's own parts are in every catalog.</summary>
public sealed class NoPlugin : Autofac.Module;

public sealed class FolderConformance : ImageSourceConformance<NoPlugin>
{
    private readonly Folder _folder = new();

    public FolderConformance()
    {
        foreach (var (set, images) in new[] { ("trainA", 3), ("trainB", 2), ("testA", 1) })
        {
            Directory.CreateDirectory(_folder[set]);
            for (var i = 0; i < images; i++)
            {
                var rows = Enumerable
                    .Range(0, 20)
                    .Select(row =>
                        Enumerable.Range(0, 24 * 3).Select(x => (byte)((7 * x) + (11 * row) + (50 * i))).ToArray()
                    );
                File.WriteAllBytes(_folder[set, $"{i}.png"], Png.Write(Png.Rgb, 8, 24, [.. rows]));
            }
        }
    }

    protected override string Key => "folder";

    protected override string Options => $$"""{ "root": "{{_folder.Path}}" }""";

    protected override IReadOnlyList<string> WrongOptions =>
        ["""{ "root": "no-such-folder" }""", """{ "validationFraction": 1 }"""];

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }
}

public sealed class IdxConformance : ImageSourceConformance<NoPlugin>
{
    private const int Side = 8;

    private readonly Folder _folder = new();

    public IdxConformance()
    {
        foreach (var part in (string[])["train", "t10k"])
        {
            File.WriteAllBytes(
                _folder[$"{part}-images-idx3-ubyte"],
                [
                    0,
                    0,
                    8,
                    3,
                    .. Big(6),
                    .. Big(Side),
                    .. Big(Side),
                    .. Enumerable.Range(0, 6 * Side * Side).Select(static i => (byte)(3 * i)),
                ]
            );
            File.WriteAllBytes(
                _folder[$"{part}-labels-idx1-ubyte"],
                [0, 0, 8, 1, .. Big(6), .. Enumerable.Range(0, 6).Select(static i => (byte)(i % 4))]
            );
        }
    }

    protected override string Key => "idx";

    protected override string Options => $$"""{ "root": "{{_folder.Path}}", "classes": 4, "validation": 2 }""";

    protected override IReadOnlyList<string> WrongOptions => ["{}"];

    protected override ImageSize ImageSize => ImageSize.Square(Side);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }

    private static byte[] Big(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
