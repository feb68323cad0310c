using System.Buffers.Binary;

namespace GsFramework.Tests.Core.Interchange;

/// <summary>Changes files as chance does, and with a taste for what breaks readers: large numbers, opcodes,
/// copies.</summary>
internal static class Mutation
{
    private static readonly long[] _numbers =
    [
        0,
        1,
        -1,
        2,
        127,
        128,
        255,
        256,
        65535,
        int.MaxValue,
        uint.MaxValue,
        1L << 40,
        1L << 60,
        long.MaxValue,
        long.MinValue,
    ];

    private static readonly byte[] _opcodes =
    [
        .. "(.012NKMJGXTUBC)t]}laesudqrhjcibRQ"u8,
        0x80,
        0x81,
        0x85,
        0x86,
        0x87,
        0x88,
        0x8a,
        0x8b,
        0x8c,
        0x8f,
        0x90,
        0x91,
        0x93,
        0x94,
        0x95,
    ];

    /// <summary>A file with one to four changes.</summary>
    public static byte[] Of(byte[] whole, Random random)
    {
        var bytes = (byte[])whole.Clone();
        for (var change = random.Next(4); change >= 0 && bytes.Length > 0; change--)
        {
            bytes = Once(bytes, random);
        }

        return bytes;
    }

    private static byte[] Once(byte[] bytes, Random random)
    {
        var at = random.Next(bytes.Length);
        var length = Math.Min(bytes.Length - at, 1 + random.Next(16));
        switch (random.Next(8))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 2:
                bytes[at] = _opcodes[random.Next(_opcodes.Length)];
                return bytes;
            case 3:
                var number = new byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(number, _numbers[random.Next(_numbers.Length)]);
                number.AsSpan(0, Math.Min(1 << random.Next(4), bytes.Length - at)).CopyTo(bytes.AsSpan(at));
                return bytes;
            case 4:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 5:
                return [.. bytes[..(at + length)], .. bytes[at..]];
            case 6:
                var from = random.Next(bytes.Length - length + 1);
                bytes.AsSpan(from, length).ToArray().CopyTo(bytes, at);
                return bytes;
            default:
                return random.Next(4) == 0
                    ? bytes[..at]
                    : [.. bytes[..at], _opcodes[random.Next(_opcodes.Length)], .. bytes[at..]];
        }
    }
}
