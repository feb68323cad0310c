using System.Buffers.Binary;

namespace GsFramework.Core.Interchange.PyTorch;

/// <summary>The bytes of a pickle. Nothing is allocated for bytes that are not there.</summary>
internal sealed class PickleInput(Stream stream, long length)
{
    private const int LongestLine = 1000;

    private readonly byte[] _buffer = new byte[4096];
    private int _begin;
    private int _end;
    private long _fetched;

    /// <summary>How many bytes were read.</summary>
    public long Position => _fetched - (_end - _begin);

    /// <summary>How many are left.</summary>
    public long Remaining => length - Position;

    public byte Byte() => Bytes(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));

    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Bytes(8));

    /// <summary>The next bytes, valid until the next call.</summary>
    /// <exception cref="CheckpointFault">There are not that many left.</exception>
    public ReadOnlySpan<byte> Bytes(ulong count)
    {
        if (count > (ulong)Remaining)
        {
            throw CheckpointFault.Broken(
                $"its pickle claims {count} bytes at byte {Position}, where {Remaining} are left"
            );
        }

        if (count > (ulong)_buffer.Length)
        {
            return Large(checked((int)count));
        }

        var wanted = (int)count;
        if (_end - _begin < wanted)
        {
            _buffer.AsSpan(_begin, _end - _begin).CopyTo(_buffer);
            (_begin, _end) = (0, _end - _begin);
            while (_end < wanted)
            {
                var most = (int)Math.Min(_buffer.Length - _end, length - _fetched);
                var read = stream.Read(_buffer, _end, most);
                if (read == 0)
                {
                    throw CheckpointFault.Broken("its pickle is cut off");
                }

                _end += read;
                _fetched += read;
            }
        }

        _begin += wanted;
        return _buffer.AsSpan(_begin - wanted, wanted);
    }

    /// <summary>The text up to a line feed.</summary>
    public string Line()
    {
        var line = new List<byte>();
        for (var next = Byte(); next != '\n'; next = Byte())
        {
            line.Add(next);
            if (line.Count > LongestLine)
            {
                throw CheckpointFault.Broken("its pickle has a name without end");
            }
        }

        return System.Text.Encoding.UTF8.GetString(line.ToArray());
    }

    private byte[] Large(int count)
    {
        var bytes = new byte[count];
        var buffered = _end - _begin;
        _buffer.AsSpan(_begin, buffered).CopyTo(bytes);
        (_begin, _end) = (0, 0);
        try
        {
            stream.ReadExactly(bytes.AsSpan(buffered));
        }
        catch (EndOfStreamException fault)
        {
            throw CheckpointFault.Broken("its pickle is cut off", fault);
        }

        _fetched += count - buffered;
        return bytes;
    }
}
