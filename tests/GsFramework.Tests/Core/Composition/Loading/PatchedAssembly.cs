using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace GsFramework.Tests.Core.Composition.Loading;

/// <summary>Changes single numbers in the file of a compiled assembly.</summary>
internal static class PatchedAssembly
{
    /// <summary>Lets it refer to another version of an assembly, as if it had been compiled against that.</summary>
    public static void Refer(string path, string reference, Version version) => Change(path, (file, bytes) =>
        {
            var reader = file.GetMetadataReader();
            var row = MetadataTokens.GetRowNumber(
                reader.AssemblyReferences.Single(handle =>
                    reader.GetString(reader.GetAssemblyReference(handle).Name) == reference
                )
            );
            var offset =
                file.PEHeaders.MetadataStartOffset
                + reader.GetTableMetadataOffset(TableIndex.AssemblyRef)
                + ((row - 1) * reader.GetTableRowSize(TableIndex.AssemblyRef));
            foreach (
                var (index, number) in new[]
                {
                    version.Major,
                    version.Minor,
                    Math.Max(version.Build, 0),
                    Math.Max(version.Revision, 0),
                }.Index()
            )
            {
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(offset + (2 * index)), (ushort)number);
            }
        });

    /// <summary>Says that it is for other processors alone.</summary>
    public static void Target(string path, Machine machine) =>
        Change(path, (file, bytes) =>
            BinaryPrimitives.WriteUInt16LittleEndian(
                bytes.AsSpan(file.PEHeaders.CoffHeaderStartOffset),
                (ushort)machine
            )
        );

    private static void Change(string path, Action<PEReader, byte[]> change)
    {
        var bytes = File.ReadAllBytes(path);
        using (var file = new PEReader([.. bytes]))
        {
            change(file, bytes);
        }

        File.WriteAllBytes(path, bytes);
    }
}
