using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace GsFramework.Tests.Core.Interchange.PyTorch;

/// <summary>Pickles and checkpoints written opcode by opcode, as a hostile writer makes them.</summary>
internal sealed class Pickled
{
    private readonly MemoryStream _bytes = new();

    public Pickled() => Raw(0x80, 2);

    public byte[] Bytes => [.. _bytes.ToArray(), (byte)'.'];

    public Pickled Raw(params byte[] bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    public Pickled Op(string opcodes) => Raw(Encoding.Latin1.GetBytes(opcodes));

    public Pickled Repeat(string opcodes, int times)
    {
        var bytes = Encoding.Latin1.GetBytes(opcodes);
        for (var i = 0; i < times; i++)
        {
            _bytes.Write(bytes);
        }

        return this;
    }

    public Pickled Text(string text)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, Encoding.UTF8.GetByteCount(text));
        return Op("X").Raw(length).Raw(Encoding.UTF8.GetBytes(text));
    }

    public Pickled Integer(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Raw(0x8a, 8).Raw(bytes);
    }

    public Pickled Global(string module, string name) => Op($"c{module}\n{name}\n");

    /// <summary>A tensor over storage '0' of this claimed length.</summary>
    public Pickled Tensor(long storage, long offset, long[] size, long[] stride, string type = "FloatStorage")
    {
        Global("torch._utils", "_rebuild_tensor_v2")
            .Op("((")
            .Text("storage")
            .Global("torch", type)
            .Text("0")
            .Text("cpu")
            .Integer(storage)
            .Op("tQ");
        return Integer(offset).Tuple(size).Tuple(stride).Raw(0x89).Op("Nt").Op("R");
    }

    /// <summary>A dictionary of one value under 'a'; the value's opcodes come from <paramref name="value"/>.</summary>
    public static Pickled InDictionary(Action<Pickled> value)
    {
        var pickled = new Pickled().Op("}").Text("a");
        value(pickled);
        return pickled.Op("s");
    }

    private Pickled Tuple(long[] values)
    {
        Op("(");
        foreach (var value in values)
        {
            Integer(value);
        }

        return Op("t");
    }

    /// <summary>The zip around a pickle.</summary>
    public static byte[] Zip(byte[] pickle, params (string Name, byte[] Content)[] more) =>
        Archive([("archive/data.pkl", pickle), .. more], CompressionLevel.NoCompression);

    public static byte[] Archive((string Name, byte[] Content)[] entries, CompressionLevel level)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    /// <summary>The older format around a pickle.</summary>
    public static byte[] Legacy(byte[] pickle, byte[] keys, byte[] storages, bool littleEndian = true) =>
        [
            0x80,
            0x02,
            0x8a,
            0x0a,
            0x6c,
            0xfc,
            0x9c,
            0x46,
            0xf9,
            0x20,
            0x6a,
            0xa8,
            0x50,
            0x19,
            0x2e,
            0x80,
            0x02,
            (byte)'M',
            0xe9,
            0x03,
            (byte)'.',
            .. new Pickled().Op("}").Text("little_endian").Raw(littleEndian ? (byte)0x88 : (byte)0x89).Op("s").Bytes,
            .. pickle,
            .. keys,
            .. storages,
        ];

    /// <summary>The list of storage keys that follows the object.</summary>
    public static byte[] Keys(params string[] keys)
    {
        var pickled = new Pickled().Op("]");
        foreach (var key in keys)
        {
            pickled.Text(key).Op("a");
        }

        return pickled.Bytes;
    }
}
