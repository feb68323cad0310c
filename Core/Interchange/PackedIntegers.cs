using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Interchange;

/// <summary>
/// Kernels of 2 to 8 bits as they are stored in a weight file. 5 to 8 bits are one int8 an element. 2 to 4 bits are
/// packed tightly: element i, in row-major order, is the two's complement number in bits [i·bits, (i + 1)·bits) of a
/// bit stream whose bit k is bit k mod 8 of byte k div 8; the last byte is filled up with zeros.
/// </summary>
internal static class PackedIntegers
{
    /// <summary>The most bits that are packed; more take a byte each.</summary>
    public const int MostPackedBits = 4;

    /// <summary>Whole numbers within ±(2^(bits-1) - 1), of any shape and type, as the tensor to store: I8 of the same
    /// shape, or U8 [⌈n·bits / 8⌉].</summary>
    public static Tensor Pack(Tensor integers, int bits)
    {
        using var scope = NewDisposeScope();
        var bytes = integers.detach().cpu().to(ScalarType.Int8).contiguous();
        if (bits > MostPackedBits)
        {
            return bytes.MoveToOuterDisposeScope();
        }

        var source = bytes.bytes;
        var packed = new byte[PackedLength(source.Length, bits)];
        var mask = (1 << bits) - 1;
        for (var i = 0; i < source.Length; i++)
        {
            var field = (source[i] & mask) << (i * bits % 8);
            packed[i * bits / 8] |= (byte)field;
            if (field > byte.MaxValue)
            {
                packed[(i * bits / 8) + 1] |= (byte)(field >> 8);
            }
        }

        return tensor(packed).MoveToOuterDisposeScope();
    }

    /// <summary>The whole numbers that <see cref="Pack"/> was given, as I8.</summary>
    /// <param name="stored">The tensor as stored.</param>
    /// <param name="shape">The shape of the kernel.</param>
    /// <param name="bits">Bits of an element.</param>
    /// <returns>Null when the stored tensor cannot be that kernel.</returns>
    public static Tensor? Unpack(Tensor stored, IReadOnlyList<long> shape, int bits)
    {
        if (stored.dtype == ScalarType.Int8)
        {
            return stored.shape.SequenceEqual(shape) ? stored.alias() : null;
        }

        var count = shape.Aggregate(1L, static (product, size) => product * size);
        if (
            stored.dtype != ScalarType.Byte
            || bits > MostPackedBits
            || stored.dim() != 1
            || count > int.MaxValue / bits
            || stored.numel() != PackedLength((int)count, bits)
        )
        {
            return null;
        }

        var source = stored.bytes;
        var values = new sbyte[count];
        for (var i = 0; i < values.Length; i++)
        {
            var at = i * bits / 8;
            var word = source[at] | (at + 1 < source.Length ? source[at + 1] << 8 : 0);
            // Shifting up and down again spreads the sign bit.
            values[i] = (sbyte)((sbyte)(word >> (i * bits % 8) << (8 - bits)) >> (8 - bits));
        }

        return tensor(values, [.. shape]);
    }

    private static int PackedLength(int count, int bits) => (int)((((long)count * bits) + 7) / 8);
}
