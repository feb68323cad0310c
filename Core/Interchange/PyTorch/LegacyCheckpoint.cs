using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Interchange.PyTorch;

/// <summary>
/// The format before PyTorch 1.6: five pickles (a magic number, a protocol version, facts of the machine, the object,
/// the keys of its storages), then each storage as its number of elements in 8 bytes and its elements.
/// </summary>
internal sealed class LegacyCheckpoint : ITensorData
{
    private const int BufferSize = 1 << 18;
    private const long ProtocolVersion = 1001;

    /// <summary>The bytes that a file begins with: the magic number as Python pickles it.</summary>
    public static ReadOnlySpan<byte> Magic =>
        [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e];

    private static readonly BigInteger _magic = BigInteger.Parse(
        "1950a86a20f9469cfc6c",
        NumberStyles.HexNumber,
        CultureInfo.InvariantCulture
    );

    private readonly Stream _stream;
    private readonly Dictionary<string, long> _positions = [];

    private LegacyCheckpoint(Stream stream) => _stream = stream;

    /// <summary>Opens a checkpoint and reads its pickles.</summary>
    /// <param name="stream">The file at its beginning; it stays the caller's.</param>
    /// <param name="root">The object that was saved.</param>
    /// <exception cref="CheckpointFault">It is broken, hostile or no checkpoint.</exception>
    public static LegacyCheckpoint Open(Stream stream, out object? root)
    {
        var input = new PickleInput(stream, stream.Length);
        var names = new PyTorchNames(stream.Length);
        object? Next() => new PickleReader(input, names).Read();

        if (Next() is not BigInteger magic || magic != _magic)
        {
            throw NoCheckpoint();
        }

        if (Next() is not ProtocolVersion)
        {
            throw CheckpointFault.Broken("it is of an unknown version");
        }

        if (Next() is not PickleDictionary machine || machine["little_endian"] is not bool isLittleEndian)
        {
            throw CheckpointFault.Broken("it does not say on what machine it was written");
        }

        if (!isLittleEndian)
        {
            throw new CheckpointFault(
                "was written on a big-endian machine",
                "Load it there and save it as safetensors."
            );
        }

        root = Next();
        if (Next() is not PickleList keys)
        {
            throw CheckpointFault.Broken("it does not list its storages");
        }

        var checkpoint = new LegacyCheckpoint(stream);
        checkpoint.Locate(keys, names.Storages, input.Position);
        return checkpoint;
    }

    /// <summary>What to say of a pickle that <c>torch.save</c> did not write.</summary>
    public static CheckpointFault NoCheckpoint() =>
        new(
            "is a pickle, but none that torch.save wrote",
            "Give a .pth or .pt file as torch.save writes it, or a .safetensors file."
        );

    public void Check(TensorStorage storage)
    {
        if (!_positions.ContainsKey(storage.Key))
        {
            throw CheckpointFault.Broken($"its storage '{CheckpointFault.Show(storage.Key)}' is missing");
        }
    }

    public void Read(TensorStorage storage, Tensor target)
    {
        if (storage.Count > 0)
        {
            _stream.Position = _positions[storage.Key];
            target.ReadBytesFromStream(_stream, (int)Math.Min(BufferSize, storage.Count * storage.Class.Elements.Size));
        }
    }

    private void Locate(PickleList keys, IReadOnlyDictionary<string, TensorStorage> storages, long position)
    {
        Span<byte> prefix = stackalloc byte[8];
        foreach (var item in keys.Items)
        {
            if (item is not string key || !storages.TryGetValue(key, out var storage))
            {
                throw CheckpointFault.Broken("it lists a storage that no tensor is in");
            }

            var what = $"its storage '{CheckpointFault.Show(key)}'";
            if (_stream.Length - position < prefix.Length)
            {
                throw CheckpointFault.Broken($"it ends before {what}");
            }

            _stream.Position = position;
            _stream.ReadExactly(prefix);
            var count = BinaryPrimitives.ReadInt64LittleEndian(prefix);
            position += prefix.Length;
            if (count != storage.Count)
            {
                throw CheckpointFault.Broken($"{what} has {count} elements, but its tensors want {storage.Count}");
            }

            if ((Int128)count * storage.Class.Elements.Size > _stream.Length - position)
            {
                throw CheckpointFault.Broken(
                    $"{what} claims {count} elements of {storage.Class.Elements.Size} bytes, but "
                        + $"{_stream.Length - position} bytes are left"
                );
            }

            if (!_positions.TryAdd(key, position))
            {
                throw CheckpointFault.Broken($"{what} is there twice");
            }

            position += count * storage.Class.Elements.Size;
        }
    }
}
