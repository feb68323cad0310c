using System.Buffers.Binary;
using System.Security.Cryptography;
using GsFramework.Parts;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Interchange;

/// <summary>
/// The safetensors format: the header's length as 8 bytes little-endian, a JSON header that gives every tensor its
/// type, shape and place, and the raw little-endian data. Nothing in a file is run when it is read.
/// </summary>
internal static class SafeTensors
{
    private const int BufferSize = 1 << 18;

    /// <summary>Reads a file. The caller disposes the result.</summary>
    /// <exception cref="UserException">The file is missing, broken or hostile; nothing larger than the file is
    /// allocated.</exception>
    public static WeightsFile Read(string path) => WeightsStream.Read(path, file => Read(path, file));

    /// <summary>
    /// Writes tensors of any device, in a way that depends on nothing but names, values and metadata. Data is ordered
    /// by element size, largest first, so that every tensor is aligned for readers that map the file.
    /// </summary>
    /// <param name="path">The file; an old one is replaced.</param>
    /// <param name="tensors">The tensors; a name occurs once.</param>
    /// <param name="metadata">The header's <c>__metadata__</c>, or null for none.</param>
    /// <exception cref="UserException">The file cannot be written.</exception>
    public static void Write(
        string path,
        IEnumerable<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyDictionary<string, string>? metadata = null
    )
    {
        using var scope = NewDisposeScope();
        var listed = tensors.ToList();
        var placed = SafeTensorsHeader.Place(listed);
        var header = SafeTensorsHeader.Write(placed, metadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            var values = listed.ToDictionary(static pair => pair.Key, static pair => pair.Value);
            foreach (
                var entry in placed.Where(static entry => entry.End > entry.Begin).OrderBy(static entry => entry.Begin)
            )
            {
                using var each = NewDisposeScope();
                Write(stream, values[entry.Name].detach().cpu().contiguous(), entry.End - entry.Begin);
            }
        });
    }

    // A buffer for each tensor would cost more than the writing: checkpoints have hundreds of small ones.
    private static void Write(Stream stream, Tensor tensor, long bytes)
    {
        if (bytes <= int.MaxValue)
        {
            stream.Write(tensor.bytes);
        }
        else
        {
            tensor.WriteBytesToStream(stream, BufferSize);
        }
    }

    /// <summary>Reads a file that is open at its beginning.</summary>
    /// <param name="path">Its name for messages.</param>
    /// <param name="file">The file; it stays the caller's.</param>
    /// <exception cref="UserException">As above.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static WeightsFile Read(string path, Stream file)
    {
        using var hash = SHA256.Create();
        using var stream = new CryptoStream(file, hash, CryptoStreamMode.Read, leaveOpen: true);
        var header = ReadHeader(path, stream, file.Length);
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>();
        foreach (var entry in header.Entries.OrderBy(static entry => entry.Begin).ThenBy(static entry => entry.End))
        {
            tensors.Add(entry.Name, ReadTensor(entry, stream));
        }

        _ = stream.ReadByte(); // The end of the stream completes the hash.
        var ordered = new OrderedDictionary<string, Tensor>();
        foreach (var entry in header.Entries)
        {
            ordered.Add(entry.Name, tensors[entry.Name].DetachFromDisposeScope());
        }

        return new WeightsFile(ordered, header.Metadata, Convert.ToHexStringLower(hash.Hash!));
    }

    private static SafeTensorsHeader ReadHeader(string path, Stream stream, long fileLength)
    {
        if (fileLength < 8)
        {
            throw Damaged(path, $"it has {fileLength} bytes, fewer than the 8 of the header's length");
        }

        Span<byte> prefix = stackalloc byte[8];
        stream.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > SafeTensorsHeader.LongestHeader)
        {
            throw Damaged(
                path,
                $"it claims a header of {length} bytes; the format allows {SafeTensorsHeader.LongestHeader}"
            );
        }

        if (length > (ulong)(fileLength - 8))
        {
            throw Damaged(path, $"its header should have {length} bytes, but only {fileLength - 8} follow");
        }

        var text = new byte[length];
        stream.ReadExactly(text);
        try
        {
            return SafeTensorsHeader.Read(text, fileLength - 8 - (long)length);
        }
        catch (InvalidDataException fault)
        {
            throw Damaged(path, fault.Message, fault);
        }
    }

    private static Tensor ReadTensor(SafeTensorsEntry entry, Stream stream)
    {
        // Bytes other than 0 and 1 are no booleans to libtorch, so they are read as numbers first.
        var type = entry.Type == ScalarType.Bool ? ScalarType.Byte : entry.Type;
        var tensor = empty(entry.Shape, dtype: type);
        if (entry.End > entry.Begin)
        {
            tensor.ReadBytesFromStream(stream, (int)Math.Min(BufferSize, entry.End - entry.Begin));
        }

        return entry.Type == ScalarType.Bool ? tensor.ne(0) : tensor;
    }

    private static UserException Damaged(string path, string what, Exception? fault = null) =>
        new($"'{path}' is no whole safetensors file: {what}. {WeightsStream.CopyAgain}", fault!);
}
