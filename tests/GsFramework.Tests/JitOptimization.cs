using System.Diagnostics;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace GsFramework.Tests;

/// <summary>What an assembly's DebuggableAttribute asks of the JIT compiler.</summary>
internal static class JitOptimization
{
    /// <summary>Whether the runtime compiles an assembly without optimisation.</summary>
    public static bool IsDisabled(string file)
    {
        using var assembly = new PEReader(File.OpenRead(file));
        var metadata = assembly.GetMetadataReader();
        var debuggable = metadata
            .GetAssemblyDefinition()
            .GetCustomAttributes()
            .Select(metadata.GetCustomAttribute)
            .Single(attribute =>
                metadata.StringComparer.Equals(
                    metadata
                        .GetTypeReference(
                            (TypeReferenceHandle)
                                metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent
                        )
                        .Name,
                    nameof(DebuggableAttribute)
                )
            );
        var value = metadata.GetBlobReader(debuggable.Value);
        Assert.Equal(1, value.ReadUInt16());

        // The runtime heeds DisableOptimizations only together with Default.
        const DebuggableAttribute.DebuggingModes Both =
            DebuggableAttribute.DebuggingModes.Default | DebuggableAttribute.DebuggingModes.DisableOptimizations;
        return ((DebuggableAttribute.DebuggingModes)value.ReadInt32() & Both) == Both;
    }
}
