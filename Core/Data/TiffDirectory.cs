using System.Buffers.Binary;

namespace GsFramework.Core.Data;

/// <summary>The first directory of a TIFF file: whole numbers by tag. EXIF has the same form.</summary>
internal readonly ref struct TiffDirectory
{
    /// <summary>The tag of the orientation, of TIFF and EXIF alike.</summary>
    public const ushort Orientation = 274;

    private const int HeaderBytes = 8;
    private const int EntryBytes = 12;
    private const int InlineBytes = 4;

    private readonly ReadOnlySpan<byte> _file;
    private readonly ReadOnlySpan<byte> _entries;
    private readonly bool _isBigEndian;

    private TiffDirectory(ReadOnlySpan<byte> file, bool isBigEndian, int start, int count)
    {
        _file = file;
        _entries = file.Slice(start, count * EntryBytes);
        _isBigEndian = isBigEndian;
    }

    /// <summary>True for the beginning of a TIFF file; not for BigTIFF, which is another format.</summary>
    public static bool IsTiff(ReadOnlySpan<byte> file) => file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8);

    /// <summary>Reads it.</summary>
    /// <returns>False where there is none, or one of its entries claims bytes that the file has not.</returns>
    public static bool TryRead(ReadOnlySpan<byte> file, out TiffDirectory directory)
    {
        directory = default;
        if (!IsTiff(file) || file.Length < HeaderBytes)
        {
            return false;
        }

        var isBigEndian = file[0] == (byte)'M';
        var start = UInt32(file[4..], isBigEndian);
        if (start + 2 > file.Length)
        {
            return false;
        }

        var count = UInt16(file[(int)start..], isBigEndian);
        if (start + 2 + (count * EntryBytes) > file.Length)
        {
            return false;
        }

        directory = new TiffDirectory(file, isBigEndian, (int)start + 2, count);
        for (var entry = 0; entry < count; entry++)
        {
            if (!directory.IsInside(entry))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The first number of a tag, or null where it has none.</summary>
    public long? Number(ushort tag) => Numbers(tag) is [var first, ..] ? first : null;

    /// <summary>The numbers of a tag; none where it is absent, or of a kind that is no whole number.</summary>
    public long[] Numbers(ushort tag)
    {
        for (var entry = 0; entry < Count; entry++)
        {
            var fields = Entry(entry);
            if (UInt16(fields, _isBigEndian) == tag)
            {
                return Numbers(fields);
            }
        }

        return [];
    }

    private int Count => _entries.Length / EntryBytes;

    private ReadOnlySpan<byte> Entry(int entry) => _entries.Slice(entry * EntryBytes, EntryBytes);

    private long[] Numbers(ReadOnlySpan<byte> fields)
    {
        var size = SizeOf(UInt16(fields[2..], _isBigEndian));
        var values = new long[size is 1 or 2 or 4 ? UInt32(fields[4..], _isBigEndian) : 0];
        var bytes =
            values.Length * size <= InlineBytes ? fields[8..] : _file[(int)UInt32(fields[8..], _isBigEndian)..];
        for (var i = 0; i < values.Length; i++)
        {
            var value = bytes[(i * size)..];
            values[i] =
                size == 1 ? value[0]
                : size == 2 ? UInt16(value, _isBigEndian)
                : UInt32(value, _isBigEndian);
        }

        return values;
    }

    private bool IsInside(int entry)
    {
        var fields = Entry(entry);
        var bytes = UInt32(fields[4..], _isBigEndian) * SizeOf(UInt16(fields[2..], _isBigEndian));
        return bytes <= InlineBytes || UInt32(fields[8..], _isBigEndian) + bytes <= _file.Length;
    }

    // Bytes of a value of each kind; of one that does not exist nothing is read.
    private static int SizeOf(ushort kind) =>
        kind switch
        {
            1 or 2 or 6 or 7 => 1,
            3 or 8 => 2,
            4 or 9 or 11 or 13 => 4,
            5 or 10 or 12 => 8,
            _ => 0,
        };

    private static long UInt32(ReadOnlySpan<byte> bytes, bool isBigEndian) =>
        isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool isBigEndian) =>
        isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
}
