using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace GsFramework.Host.Composition;

/// <summary>Reads what an assembly refers to from its file, without loading it.</summary>
internal static class AssemblyReferences
{
    /// <summary>The references of the assembly in a file, or null when the file is no managed assembly.</summary>
    public static IReadOnlyList<AssemblyName>? Of(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var file = new PEReader(stream);
            if (!file.HasMetadata)
            {
                return null;
            }

            var reader = file.GetMetadataReader();
            return [.. reader.AssemblyReferences.Select(handle => reader.GetAssemblyReference(handle).GetAssemblyName())];
        }
        catch (BadImageFormatException)
        {
            return null;
        }
    }
}
