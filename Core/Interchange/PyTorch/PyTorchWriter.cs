using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Interchange.PyTorch;

/// <summary>
/// Writes a state dict as <c>torch.save</c> does since PyTorch 1.6: an ordered dictionary of contiguous fp32 tensors,
/// each with a storage of its own. The bytes depend on nothing but names and values.
/// </summary>
internal static class PyTorchWriter
{
    private const string Folder = "archive";
    private const int BufferSize = 1 << 18;
    private const int BatchSize = 1000;

    // A zip has no time before this; files of equal content must be equal.
    private static readonly DateTimeOffset _time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file; an old one is replaced.</param>
    /// <param name="tensors">The tensors, of any device and floating type; a name occurs once.</param>
    /// <exception cref="UserException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<KeyValuePair<string, Tensor>> tensors) =>
        AtomicFile.Write(path, stream =>
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            Entry(zip, "data.pkl", output => output.Write(Pickle(tensors)));
            Entry(zip, "byteorder", static output => output.Write("little"u8));
            for (var index = 0; index < tensors.Count; index++)
            {
                using var scope = NewDisposeScope();
                var value = tensors[index].Value.detach().to(float32).cpu().contiguous();
                Entry(zip, $"data/{Key(index)}", output =>
                {
                    if (value.numel() > 0)
                    {
                        value.WriteBytesToStream(output, BufferSize);
                    }
                });
            }

            Entry(zip, "version", static output => output.Write("3\n"u8));
        });

    private static void Entry(ZipArchive zip, string name, Action<Stream> write)
    {
        var entry = zip.CreateEntry($"{Folder}/{name}", CompressionLevel.NoCompression);
        entry.LastWriteTime = _time;
        using var output = entry.Open();
        write(output);
    }

    // Opcodes of protocol 2; see PickleReader.
    private static byte[] Pickle(IReadOnlyList<KeyValuePair<string, Tensor>> tensors)
    {
        var output = new MemoryStream();
        Opcodes(output, "\u0080\u0002ccollections\nOrderedDict\n)R");
        foreach (var batch in tensors.Index().Chunk(BatchSize))
        {
            Opcodes(output, "(");
            foreach (var (index, (name, tensor)) in batch)
            {
                Text(output, name);
                View(output, index, tensor);
            }

            Opcodes(output, "u");
        }

        Opcodes(output, ".");
        return output.ToArray();
    }

    private static void View(MemoryStream output, int index, Tensor tensor)
    {
        var sizes = tensor.shape;
        var strides = new long[sizes.Length];
        long stride = 1;
        for (var axis = sizes.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= Math.Max(sizes[axis], 1);
        }

        Opcodes(output, "ctorch._utils\n_rebuild_tensor_v2\n((");
        Text(output, "storage");
        Opcodes(output, "ctorch\nFloatStorage\n");
        Text(output, Key(index));
        Text(output, "cpu");
        Integer(output, tensor.numel());
        Opcodes(output, "tQ");
        Integer(output, 0);
        Tuple(output, sizes);
        Tuple(output, strides);
        Opcodes(output, "\u0089ccollections\nOrderedDict\n)RtR");
    }

    private static void Tuple(MemoryStream output, long[] values)
    {
        Opcodes(output, "(");
        foreach (var value in values)
        {
            Integer(output, value);
        }

        Opcodes(output, "t");
    }

    private static void Integer(MemoryStream output, long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        if (value <= int.MaxValue)
        {
            Opcodes(output, "J");
            output.Write(bytes[..4]);
        }
        else
        {
            Opcodes(output, "\u008a\u0008");
            output.Write(bytes);
        }
    }

    private static void Text(MemoryStream output, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        Opcodes(output, "X");
        output.Write(length);
        output.Write(bytes);
    }

    private static void Opcodes(MemoryStream output, string opcodes) => output.Write(Encoding.Latin1.GetBytes(opcodes));

    private static string Key(int index) => index.ToString(CultureInfo.InvariantCulture);
}
