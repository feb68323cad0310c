using System.IO.Compression;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Interchange.PyTorch;

/// <summary>
/// The format since PyTorch 1.6: a zip with one folder that holds <c>data.pkl</c>, <c>byteorder</c>, and each storage
/// as <c>data/KEY</c>. Nothing is unpacked to the disk.
/// </summary>
internal sealed class ZipCheckpoint : ITensorData, IDisposable
{
    // PyTorch stores without compression. A zip that was packed again may be compressed, but no further than this.
    private const long MostInflation = 8;
    private const int BufferSize = 1 << 18;
    private const string Pickle = "/data.pkl";

    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = [];
    private readonly string _folder;

    private ZipCheckpoint(ZipArchive zip, long fileLength)
    {
        _zip = zip;
        Int128 total = 0;
        foreach (var entry in zip.Entries)
        {
            CheckName(entry.FullName);
            total += entry.Length;
            if (!_entries.TryAdd(entry.FullName, entry))
            {
                throw CheckpointFault.Broken($"its entry '{CheckpointFault.Show(entry.FullName)}' is there twice");
            }
        }

        if (total > (Int128)MostInflation * fileLength)
        {
            throw new CheckpointFault(
                $"is a zip of {fileLength} bytes that claims {total} when it is unpacked",
                "PyTorch writes no such file; do not trust it."
            );
        }

        var pickles = _entries
            .Keys.Where(static name =>
                name.EndsWith(Pickle, StringComparison.Ordinal) && name.Count(static c => c == '/') == 1
            )
            .ToList();
        _folder = pickles is [var only]
            ? only[..^Pickle.Length]
            : throw new CheckpointFault(
                "is a zip, but none that PyTorch wrote: it has no FOLDER/data.pkl",
                "Give a .pth or .pt file as torch.save writes it, or a .safetensors file."
            );
    }

    /// <summary>Opens a checkpoint and reads its pickle.</summary>
    /// <param name="stream">The file; it stays the caller's.</param>
    /// <param name="root">The object that was saved.</param>
    /// <exception cref="CheckpointFault">It is broken, hostile or no checkpoint.</exception>
    public static ZipCheckpoint Open(Stream stream, out object? root)
    {
        var checkpoint = new ZipCheckpoint(new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true), stream.Length);
        try
        {
            checkpoint.CheckByteOrder();
            root = checkpoint.ReadPickle();
            return checkpoint;
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    public void Check(TensorStorage storage)
    {
        var expected = (Int128)storage.Count * storage.Class.Elements.Size;
        var length = Entry(storage).Length;
        if (length != expected)
        {
            throw CheckpointFault.Broken(
                $"its storage '{CheckpointFault.Show(storage.Key)}' claims {storage.Count} {storage.Class.Name} "
                    + $"elements, but its entry has {length} bytes"
            );
        }
    }

    public void Read(TensorStorage storage, Tensor target)
    {
        var entry = Entry(storage);
        if (entry.Length == 0)
        {
            return;
        }

        using var stream = new Crc32Stream(entry.Open());
        target.ReadBytesFromStream(stream, (int)Math.Min(BufferSize, entry.Length));
        Verify(stream, entry);
    }

    public void Dispose() => _zip.Dispose();

    private ZipArchiveEntry Entry(TensorStorage storage) =>
        _entries.TryGetValue($"{_folder}/data/{storage.Key}", out var entry)
            ? entry
            : throw CheckpointFault.Broken($"its storage '{CheckpointFault.Show(storage.Key)}' is missing");

    private object? ReadPickle()
    {
        var entry = _entries[_folder + Pickle];
        using var stream = new Crc32Stream(entry.Open());
        var input = new PickleInput(stream, entry.Length);
        var root = new PickleReader(input, new PyTorchNames(entry.Length)).Read();
        if (input.Remaining == 0)
        {
            Verify(stream, entry);
        }

        return root;
    }

    private void CheckByteOrder()
    {
        if (!_entries.TryGetValue($"{_folder}/byteorder", out var entry))
        {
            return;
        }

        Span<byte> text = stackalloc byte[6];
        using var stream = entry.Open();
        var read = stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
        if (Encoding.ASCII.GetString(text[..read]) != "little")
        {
            throw new CheckpointFault(
                "was written on a big-endian machine",
                "Load it there and save it as safetensors."
            );
        }
    }

    private static void CheckName(string name)
    {
        if (name.StartsWith('/') || name.Contains('\\') || name.Contains(':') || name.Split('/').Contains(".."))
        {
            throw new CheckpointFault(
                $"is a zip with the entry '{CheckpointFault.Show(name)}', which leads out of it",
                "PyTorch writes no such file; do not trust it."
            );
        }
    }

    private static void Verify(Crc32Stream stream, ZipArchiveEntry entry)
    {
        if (stream.Value != entry.Crc32)
        {
            throw CheckpointFault.Broken(
                $"its entry '{CheckpointFault.Show(entry.FullName)}' is damaged (its checksum differs)"
            );
        }
    }
}
