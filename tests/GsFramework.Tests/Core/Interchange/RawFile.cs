using System.Buffers.Binary;
using System.Text;

namespace GsFramework.Tests.Core.Interchange;

/// <summary>Safetensors files as a broken or hostile writer makes them.</summary>
internal static class RawFile
{
    public static void Write(string path, string header, params byte[] data) =>
        Write(path, (ulong)Encoding.UTF8.GetByteCount(header), header, data);

    public static void Write(string path, ulong length, string header, params byte[] data)
    {
        var prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, length);
        File.WriteAllBytes(path, [.. prefix, .. Encoding.UTF8.GetBytes(header), .. data]);
    }
}
