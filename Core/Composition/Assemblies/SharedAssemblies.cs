using GsFramework.Graph;
using GsFramework.Parts;

namespace GsFramework.Core.Composition.Assemblies;

/// <summary>
/// The assemblies of which every plugin gets the host's copy: the contracts and all that they refer to. A second copy
/// of one of them would be a second set of types, and "cannot cast X to X".
/// </summary>
internal static class SharedAssemblies
{
    private static readonly Dictionary<string, string> _platform = (
        (string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? ""
    )
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .DistinctBy(static path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase)
        .ToDictionary(static path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase);

    private static readonly string? _frameworkFolder = Path.GetDirectoryName(typeof(object).Assembly.Location);

    /// <summary>Name of the assembly of the contracts.</summary>
    public static string Contract { get; } = typeof(PartRegistration).Assembly.GetName().Name!;

    /// <summary>Names of the assemblies that have one version with the contracts: their own, and that of the
    /// graph.</summary>
    public static IReadOnlySet<string> Versioned { get; } =
        new HashSet<string> { Contract, typeof(NetworkGraph).Assembly.GetName().Name! };

    /// <summary>Version of the contracts.</summary>
    public static Version ContractVersion { get; } = typeof(PartRegistration).Assembly.GetName().Version!;

    /// <summary>Names of the shared assemblies, the .NET libraries among them included.</summary>
    public static IReadOnlySet<string> Names { get; } = Closure();

    /// <summary>True for the libraries of .NET itself.</summary>
    public static bool IsFramework(string name) =>
        _platform.TryGetValue(name, out var path) && Path.GetDirectoryName(path) == _frameworkFolder;

    /// <summary>The version of the host's copy of a shared assembly that is not .NET's own; null for others.</summary>
    public static Version? VersionOf(string name) =>
        Names.Contains(name) && !IsFramework(name) && _platform.TryGetValue(name, out var path)
            ? AssemblyFile.Read(path)?.Name.Version
            : null;

    private static HashSet<string> Closure()
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var open = new Stack<string>([Contract]);
        while (open.TryPop(out var name))
        {
            if (!names.Add(name) || IsFramework(name) || !_platform.TryGetValue(name, out var path))
            {
                continue;
            }

            foreach (var reference in AssemblyFile.Read(path)?.References ?? [])
            {
                open.Push(reference.Name!);
            }
        }

        return names;
    }
}
