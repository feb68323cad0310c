using GsFramework.Core.Interchange;
using GsFramework.Parts;
using GsFramework.Tests.Core.Interchange.PyTorch;
using GsFramework.Tests.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Interchange;

/// <summary>Mutated weight files: each is read or refused, at once, and for memory in proportion to its size.</summary>
public sealed class FuzzTests : IDisposable
{
    private const int Inputs = 20_000;

    // What a file of any size costs: buffers, the hash, the exception with its trace, and the 256 KiB window of the zip
    // library where a mutation makes an entry a Deflate64 one.
    private const long Fixed = 400_000;
    private const long PerByte = 64;

    // Of the processor. An input takes well below a millisecond.
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(5);

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Pickles_of_the_older_format() =>
        Fuzz(
            1,
            [
                Bytes("views-legacy.pth"),
                Bytes("nested-legacy.pth"),
                Bytes("every-kind-legacy.pth"),
                Bytes("os-system-legacy.pth"),
            ]
        );

    [Fact]
    public void Pickles_in_zips()
    {
        var files = new[] { "views.pth", "nested.pth", "every-kind.pth" }.Select(Entries).ToArray();
        Fuzz(2, [.. files.Select(static file => file.Pickle)], (pickle, which) =>
            Pickled.Zip(pickle, files[which].Data)
        );
    }

    [Fact]
    public void Zips() => Fuzz(3, [Bytes("views.pth"), Bytes("two-networks.pth"), Packed()]);

    [Fact]
    public void Safetensors()
    {
        using var folder = new Folder();
        SafeTensors.Write(
            folder["a"],
            [new("x", randn(3, 4)), new("y", zeros(5, dtype: @bool)), new("größe", tensor(1.5)), new("e", zeros(0, 4))],
            new Dictionary<string, string> { ["a"] = "b" }
        );
        SafeTensors.Write(folder["b"], []);
        Fuzz(4, [File.ReadAllBytes(folder["a"]), File.ReadAllBytes(folder["b"])]);
    }

    private static void Fuzz(int seed, byte[][] wholes, Func<byte[], int, byte[]>? wrap = null)
    {
        var random = new Random(seed);
        var (read, refused) = (0, 0);
        for (var input = 0; input < Inputs; input++)
        {
            var file = Mutation.Of(wholes[input % wholes.Length], random);
            file = wrap is null ? file : wrap(file, input % wholes.Length);
            var start = ThreadTime.Now();
            try
            {
                var (isRead, allocated, tensors) = Read(file);
                var limit = Fixed + (PerByte * file.Length);
                if (allocated > limit)
                {
                    // The first fault of a kind loads its text: that is no cost of the file.
                    (isRead, allocated, tensors) = Read(file);
                }

                _ = isRead ? read++ : refused++;
                Assert.True(allocated <= limit, $"Input {input} of seed {seed}: {file.Length} bytes took {allocated}.");
                Assert.True(
                    tensors <= (1 << 16) + (4L * file.Length),
                    $"Input {input} of seed {seed}: {file.Length} bytes became {tensors}."
                );
            }
            catch (Exception fault) when (fault is not Xunit.Sdk.IAssertionException)
            {
                Assert.Fail($"Input {input} of seed {seed} ({Convert.ToBase64String(file)}): {fault}");
            }

            var worked = ThreadTime.Now() - start;
            Assert.True(worked < _longest, $"Input {input} of seed {seed} took {worked} of the processor.");
        }

        // Mutations that are all refused at the first byte would test nothing.
        Assert.True(read > Inputs / 100, $"{read} of {Inputs} were read.");
        Assert.True(refused > Inputs / 100, $"{refused} of {Inputs} were refused.");
    }

    private static (bool IsRead, long Allocated, long Tensors) Read(byte[] file)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using var weights = WeightsReader.Read("fuzz", new MemoryStream(file), key: null);
            return (
                true,
                GC.GetAllocatedBytesForCurrentThread() - before,
                weights.Tensors.Values.Sum(static value => value.numel() * value.element_size())
            );
        }
        catch (UserException)
        {
            return (false, GC.GetAllocatedBytesForCurrentThread() - before, 0);
        }
    }

    private static byte[] Bytes(string fixture) => File.ReadAllBytes(Fixture.Path(fixture));

    // The pickle of a zip, to be mutated without breaking the checksums around it, and the storages beside it.
    private static (byte[] Pickle, (string, byte[])[] Data) Entries(string fixture)
    {
        using var zip = System.IO.Compression.ZipFile.OpenRead(Fixture.Path(fixture));
        static byte[] Content(System.IO.Compression.ZipArchiveEntry entry)
        {
            using var stream = entry.Open();
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return bytes.ToArray();
        }

        return (
            Content(zip.Entries.Single(static entry => entry.Name == "data.pkl")),
            [
                .. zip
                    .Entries.Where(static entry => entry.FullName.Contains("/data/"))
                    .Select(static entry => ($"archive/data/{entry.Name}", Content(entry))),
            ]
        );
    }

    private static byte[] Packed() =>
        Pickled.Archive(
            [
                ("archive/data.pkl", Pickled.InDictionary(static p => p.Tensor(100, 0, [100], [1])).Bytes),
                ("archive/data/0", new byte[400]),
            ],
            System.IO.Compression.CompressionLevel.SmallestSize
        );
}
