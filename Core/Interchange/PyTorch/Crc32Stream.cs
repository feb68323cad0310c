namespace GsFramework.Core.Interchange.PyTorch;

/// <summary>Passes bytes on and keeps the CRC-32 of those that were read, as zips have it.</summary>
internal sealed class Crc32Stream(Stream inner) : Stream
{
    private static readonly uint[][] _tables = Tables();

    private uint _state = uint.MaxValue;

    /// <summary>The checksum of what was read so far.</summary>
    public uint Value => ~_state;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        _state = Update(_state, buffer[..read]);
        return read;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    // Four bytes at a time: weights are long.
    private static uint Update(uint state, ReadOnlySpan<byte> bytes)
    {
        var (t0, t1, t2, t3) = (_tables[0], _tables[1], _tables[2], _tables[3]);
        for (; bytes.Length >= 4; bytes = bytes[4..])
        {
            state ^= System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            state = t3[state & 0xFF] ^ t2[(state >> 8) & 0xFF] ^ t1[(state >> 16) & 0xFF] ^ t0[state >> 24];
        }

        foreach (var next in bytes)
        {
            state = (state >> 8) ^ t0[(state ^ next) & 0xFF];
        }

        return state;
    }

    private static uint[][] Tables()
    {
        var tables = new uint[4][];
        for (var table = 0; table < 4; table++)
        {
            tables[table] = new uint[256];
            for (var i = 0u; i < 256; i++)
            {
                var value = table == 0 ? i : tables[table - 1][i];
                for (var bit = 0; bit < 8; bit++)
                {
                    value = (value >> 1) ^ ((value & 1) * 0xEDB88320u);
                }

                tables[table][i] = value;
            }
        }

        return tables;
    }
}
