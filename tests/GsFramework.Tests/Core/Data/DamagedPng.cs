using GsFramework.Core.Data;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Data;

/// <summary>An image whose head and tail are in order and whose middle is not.</summary>
internal static class DamagedPng
{
    /// <summary>Writes one.</summary>
    public static void Write(string path)
    {
        using var scope = NewDisposeScope();
        ImageFile.Save(path, (rand(3, 16, 16) * 2) - 1);
        var bytes = File.ReadAllBytes(path);
        Array.Fill(bytes, (byte)0xAA, bytes.Length / 2, 40);
        File.WriteAllBytes(path, bytes);
    }
}
