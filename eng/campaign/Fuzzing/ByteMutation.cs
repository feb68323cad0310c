using System.Buffers.Binary;

namespace GsFramework.Campaign.Fuzzing;

/// <summary>Damages bytes: as chance does, and as those who look for a reader's weak spot.</summary>
internal static class ByteMutation
{
    private static readonly long[] _numbers =
    [
        0,
        1,
        -1,
        127,
        128,
        255,
        256,
        65535,
        int.MaxValue,
        int.MinValue,
        uint.MaxValue,
        1L << 40,
        long.MaxValue,
        long.MinValue,
    ];

    /// <summary>The bytes with one to four changes.</summary>
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
        // Lengths and sizes are at the beginning of most files.
        var at = random.OneIn(2) ? random.Next(Math.Min(64, bytes.Length)) : random.Next(bytes.Length);
        var length = Math.Min(bytes.Length - at, 1 + random.Next(16));
        switch (random.Next(10))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 2:
                bytes.AsSpan(at, length).Fill(random.OneIn(2) ? (byte)0 : (byte)0xFF);
                return bytes;
            case 3:
                var number = new byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(number, random.Pick(_numbers));
                if (random.OneIn(2))
                {
                    Array.Reverse(number);
                }

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
            case 7:
                return [.. bytes[..at], (byte)random.Next(32), .. bytes[at..]];
            case 8:
                return [.. bytes, .. bytes[at..]];
            default:
                return bytes[..at];
        }
    }
}
