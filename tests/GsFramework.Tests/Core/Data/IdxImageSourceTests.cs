using System.Buffers.Binary;
using System.IO.Compression;
using GsFramework.Core.Data;
using GsFramework.Core.Data.Idx;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Tests.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Data;

public sealed class IdxImageSourceTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_and_labels_are_read_split_and_named_alike()
    {
        Write(images: 10, side: 8);
        var source = Source(validation: 3);
        var (images, labels) = (source.Open(Split.Train, Domain.Source), source.Open(Split.Train, Domain.Target));
        using var image = images.Load(2);
        using var label = labels.Load(2);

        Assert.Equal(
            (7, 7, 3, 10),
            (
                images.Count,
                labels.Count,
                source.Open(Split.Validation, Domain.Source).Count,
                source.Open(Split.Test, Domain.Target).Count
            )
        );
        Assert.Equal([1, 8, 8], image.shape);
        Assert.Equal((2 / 127.5) - 1, image[0, 0, 0].item<float>(), 1e-6);
        Assert.Equal([0f, 0, 1, 0], label.data<float>().ToArray());
        Assert.Equal([4, 1, 1], label.shape);
        Assert.Equal(images.NameOf(2), labels.NameOf(2));
        Assert.Equal("00007", source.Open(Split.Validation, Domain.Source).NameOf(0));
    }

    [Fact]
    public void A_limit_takes_the_first_training_images_and_leaves_validation_as_it_is()
    {
        Write(images: 10, side: 8);
        var source = new FewImages(Source(validation: 3), static split => split == Split.Train ? 2 : int.MaxValue);

        Assert.Equal(2, source.Open(Split.Train, Domain.Target).Count);
        Assert.Equal("00007", source.Open(Split.Validation, Domain.Target).NameOf(0));
    }

    [Fact]
    public void The_committed_subset_is_read_from_gzip()
    {
        var source = new IdxImageSource(
            new IdxImageOptions { Root = Repository.Path("tests", "Data", "fashion-mnist"), Validation = 300 },
            ImageSize.Square(28)
        );

        Assert.Equal(1200, source.Open(Split.Train, Domain.Source).Count);
        Assert.Equal(500, source.Open(Split.Test, Domain.Target).Count);
    }

    [Theory]
    [InlineData("cut", "values where its header says")]
    [InlineData("long", "more values")]
    [InlineData("short", "cut off")]
    [InlineData("kind", "no IDX file")]
    [InlineData("huge", "claims")]
    [InlineData("zip", "cannot be read")]
    [InlineData("label", "has a label 9")]
    [InlineData("count", "different sets")]
    [InlineData("missing", "There is no")]
    [InlineData("held", "leaves none")]
    [InlineData("side", "Set data.imageSize to 6")]
    public void A_fault_of_the_files_is_named(string fault, string message)
    {
        Write(images: 10, side: fault == "side" ? 6 : 8);
        var (images, labels) = (_folder["train-images-idx3-ubyte"], _folder["train-labels-idx1-ubyte"]);
        var bytes = File.ReadAllBytes(images);
        switch (fault)
        {
            case "cut":
                File.WriteAllBytes(images, bytes[..^5]);
                break;
            case "long":
                File.WriteAllBytes(images, [.. bytes, 0]);
                break;
            case "short":
                File.WriteAllBytes(images, bytes[..9]);
                break;
            case "kind":
                bytes[2] = 13;
                File.WriteAllBytes(images, bytes);
                break;
            case "huge":
                bytes.AsSpan(4, 12).Fill(127);
                File.WriteAllBytes(images, bytes);
                break;
            case "zip":
                File.Move(images, images + ".gz");
                break;
            case "label":
                Change(labels, static content => content[^1] = 9);
                break;
            case "count":
                File.Copy(_folder["t10k-labels-idx1-ubyte"], labels, overwrite: true);
                Change(labels, static content => content[7] = 9, drop: 1);
                break;
            case "missing":
                File.Delete(labels);
                break;
        }

        var thrown = Assert.Throws<UserException>(() =>
            Source(validation: fault == "held" ? 10 : 2).Open(Split.Train, Domain.Source)
        );

        Assert.Contains(message, thrown.Message, StringComparison.Ordinal);
        Assert.Contains(_folder[""].TrimEnd(Path.DirectorySeparatorChar), thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_damage_does_more_than_a_message()
    {
        Write(images: 4, side: 3);
        var whole = File.ReadAllBytes(_folder["train-images-idx3-ubyte"]);
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(whole);
        }

        var random = new Random(7);
        for (var i = 0; i < 1000; i++)
        {
            var bytes = i % 2 == 0 ? (byte[])whole.Clone() : packed.ToArray();
            for (var change = 0; change < 1 + (i % 3); change++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var path = _folder[i % 2 == 0 ? "damaged" : "damaged.gz"];
            File.WriteAllBytes(path, bytes[..random.Next(1, bytes.Length + 1)]);
            try
            {
                Assert.Equal(3, IdxArray.Read(path, 3).Shape.Count);
            }
            catch (UserException fault)
            {
                Assert.Contains(path, fault.Message, StringComparison.Ordinal);
            }
        }
    }

    private IdxImageSource Source(int validation) =>
        new(
            new IdxImageOptions
            {
                Root = _folder[""],
                Classes = 4,
                Validation = validation,
            },
            ImageSize.Square(8)
        );

    private static void Change(string path, Action<byte[]> change, int drop = 0)
    {
        var bytes = File.ReadAllBytes(path);
        change(bytes);
        File.WriteAllBytes(path, bytes[..^drop]);
    }

    // Image n is all n, label n is n mod 4.
    private void Write(int images, int side)
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
                    .. Big(images),
                    .. Big(side),
                    .. Big(side),
                    .. Enumerable.Range(0, images * side * side).Select(i => (byte)(i / (side * side))),
                ]
            );
            File.WriteAllBytes(
                _folder[$"{part}-labels-idx1-ubyte"],
                [0, 0, 8, 1, .. Big(images), .. Enumerable.Range(0, images).Select(static i => (byte)(i % 4))]
            );
        }
    }

    private static byte[] Big(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
