using System.Buffers.Binary;
using System.IO.Compression;

namespace GsFramework.DataSets;

/// <summary>IDX files of the MNIST family.</summary>
public static class IdxFile
{
    /// <summary>How many items the header of a gzipped file of bytes announces.</summary>
    /// <exception cref="FetchException">It is no such file.</exception>
    public static int Count(string path)
    {
        try
        {
            using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            Span<byte> header = stackalloc byte[8];
            stream.ReadExactly(header);
            return header[..3].SequenceEqual<byte>([0, 0, 8])
                ? BinaryPrimitives.ReadInt32BigEndian(header[4..])
                : throw new FetchException($"'{path}' is no IDX file of bytes.");
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException)
        {
            throw new FetchException($"'{path}' cannot be read: {fault.Message}", fault);
        }
    }
}
