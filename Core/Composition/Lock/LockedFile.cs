using System.Security.Cryptography;
using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Interchange;

namespace GsFramework.Core.Composition.Lock;

/// <summary>A file of a plugin whose code can run.</summary>
/// <param name="File">Its path in the plugin's folder, with '/'.</param>
/// <param name="Version">An assembly's version; null for a native library.</param>
/// <param name="Sha256">Lower-case hexadecimal hash.</param>
internal sealed record LockedFile(string File, string? Version, string Sha256)
{
    /// <summary>Reads and hashes those of a plugin: its main assembly first, then its private libraries, native ones
    /// too. The host's own parts are its program file alone.</summary>
    /// <exception cref="UserException">One cannot be read.</exception>
    public static IReadOnlyList<LockedFile> Of(Plugin plugin)
    {
        try
        {
            return
            [
                // What was loaded, though the file may have been replaced since.
                Read(plugin.Folder, plugin.Path) with
                {
                    Sha256 = plugin.Sha256,
                },
                .. plugin.IsHost
                    ? []
                    : Files(plugin.Folder, [])
                        .Where(path => path != plugin.Path && IsCode(path))
                        .Order(StringComparer.Ordinal)
                        .Select(path => Read(plugin.Folder, path)),
            ];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException(
                $"The files of plugin {plugin.Name} cannot be read: {fault.Message} Make {plugin.Folder} readable.",
                fault
            );
        }
    }

    // Links between folders may lead round in a circle: each folder is entered once.
    private static IEnumerable<string> Files(string folder, HashSet<string> entered) =>
        !entered.Add(RealPath.Of(folder))
            ? []
            : Directory
                .EnumerateFiles(folder)
                .Concat(
                    Directory
                        .EnumerateDirectories(folder)
                        .Order(StringComparer.Ordinal)
                        .SelectMany(inner => Files(inner, entered))
                );

    // A copy of what is shared is never loaded.
    private static bool IsCode(string path)
    {
        var name = Path.GetFileName(path);
        return name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
            ? !SharedAssemblies.Names.Contains(Path.GetFileNameWithoutExtension(name))
            : name.EndsWith(".so", StringComparison.Ordinal)
                || name.Contains(".so.", StringComparison.Ordinal)
                || name.EndsWith(".dylib", StringComparison.Ordinal);
    }

    private static LockedFile Read(string folder, string path)
    {
        using var stream = System.IO.File.OpenRead(path);
        return new LockedFile(
            Path.GetRelativePath(folder, path).Replace('\\', '/'),
            AssemblyFile.Read(path)?.Name.Version?.ToString(),
            Convert.ToHexStringLower(SHA256.HashData(stream))
        );
    }
}
