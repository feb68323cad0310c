using System.Buffers.Binary;
using System.IO.Compression;

namespace GsFramework.Core.Data.Idx;

/// <summary>The content of an IDX file of bytes, the format of MNIST: a magic number, the sides, the values.</summary>
/// <param name="Shape">The sides, outermost first.</param>
/// <param name="Values">The bytes in that order.</param>
internal sealed record IdxArray(IReadOnlyList<int> Shape, byte[] Values)
{
    private const byte UnsignedBytes = 8;
    private const int MostBytes = 1 << 30;

    /// <summary>Reads a file, which may be gzipped.</summary>
    /// <param name="path">The file; one that ends in .gz is unpacked.</param>
    /// <param name="dimensions">How many sides it must have: 3 for images, 1 for labels.</param>
    /// <exception cref="UserException">It is missing, of another kind, or shorter or longer than its header
    /// says.</exception>
    public static IdxArray Read(string path, int dimensions)
    {
        try
        {
            using var file = File.OpenRead(path);
            using Stream stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
                ? new GZipStream(file, CompressionMode.Decompress)
                : file;
            return Read(stream, path, dimensions);
        }
        catch (EndOfStreamException fault)
        {
            throw new UserException($"The IDX file '{path}' is cut off. Fetch it again.", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new UserException($"The IDX file '{path}' cannot be read: {fault.Message}", fault);
        }
    }

    private static IdxArray Read(Stream stream, string path, int dimensions)
    {
        var header = new byte[4 + (4 * dimensions)];
        stream.ReadExactly(header.AsSpan(0, 4));
        if (header[0] != 0 || header[1] != 0 || header[2] != UnsignedBytes || header[3] != dimensions)
        {
            throw new UserException(
                $"'{path}' is no IDX file of bytes with {dimensions} dimension{(dimensions == 1 ? "" : "s")}, as "
                    + $"MNIST has for "
                    + $"{(dimensions == 1 ? "labels" : "images")}: it begins with "
                    + $"{Convert.ToHexString(header.AsSpan(0, 4))}."
            );
        }

        stream.ReadExactly(header.AsSpan(4));
        var shape = Enumerable
            .Range(0, dimensions)
            .Select(i => BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4 + (4 * i))))
            .ToArray();
        var count = 1L;
        foreach (var side in shape)
        {
            count = side < 1 || count > MostBytes ? -1 : count * side;
            if (count is < 1 or > MostBytes)
            {
                throw new UserException(
                    $"'{path}' claims {string.Join("x", shape)} values; from 1 to {MostBytes} bytes are read."
                );
            }
        }

        return new IdxArray(shape, ReadValues(stream, (int)count, path));
    }

    // Memory grows with what is there, not with what the header claims.
    private static byte[] ReadValues(Stream stream, int count, string path)
    {
        using var values = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (values.Length <= count && stream.Read(buffer) is > 0 and var read)
        {
            values.Write(buffer, 0, read);
        }

        return values.Length == count
            ? values.ToArray()
            : throw new UserException(
                $"'{path}' has {(values.Length < count ? $"{values.Length}" : "more")} values where its header says "
                    + $"{count}. Fetch it again."
            );
    }
}
