using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace GsFramework.Core.Composition.Assemblies;

/// <summary>What the file of a managed assembly says of itself, read without loading it.</summary>
/// <param name="Name">Its name and version.</param>
/// <param name="References">What it refers to.</param>
/// <param name="OtherArchitecture">The only processor for which it was built, where that is not this one; else
/// null.</param>
internal sealed record AssemblyFile(
    AssemblyName Name,
    IReadOnlyList<AssemblyName> References,
    string? OtherArchitecture
)
{
    /// <summary>Reads a file; null when it is no managed assembly, or a damaged one.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static AssemblyFile? Read(string path)
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
            return !reader.IsAssembly
                ? null
                : new AssemblyFile(
                    reader.GetAssemblyDefinition().GetAssemblyName(),
                    [
                        .. reader.AssemblyReferences.Select(handle =>
                            reader.GetAssemblyReference(handle).GetAssemblyName()
                        ),
                    ],
                    Other(file.PEHeaders)
                );
        }
        catch (Exception fault)
            when (fault
                    is BadImageFormatException
                        or InvalidOperationException
                        or OverflowException
                        or ArgumentException
            )
        {
            return null;
        }
    }

    // Compiled ahead of time, a file bears a machine number of its own; such ones are left to the runtime to judge.
    private static string? Other(PEHeaders headers)
    {
        Architecture? only = headers.CoffHeader.Machine switch
        {
            Machine.I386
                when headers.CorHeader!.Flags.HasFlag(CorFlags.Requires32Bit)
                    && !headers.CorHeader.Flags.HasFlag(CorFlags.Prefers32Bit) => Architecture.X86,
            Machine.Amd64 => Architecture.X64,
            Machine.Arm64 => Architecture.Arm64,
            Machine.Arm or Machine.ArmThumb2 => Architecture.Arm,
            _ => null,
        };
        return only is null || only == RuntimeInformation.ProcessArchitecture ? null : only.ToString();
    }
}
