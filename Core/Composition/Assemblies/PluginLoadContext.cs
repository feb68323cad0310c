using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace GsFramework.Core.Composition.Assemblies;

/// <summary>
/// Loads one plugin from its folder, so that two plugins may carry different versions of the same library. Not
/// collectible: native libraries do not unload, TorchSharp keeps references of its own, and a run is a process.
/// </summary>
internal sealed class PluginLoadContext : AssemblyLoadContext
{
    private readonly string _folder;
    private readonly AssemblyDependencyResolver? _resolver;

    public PluginLoadContext(string mainAssembly)
        : base(Path.GetFileNameWithoutExtension(mainAssembly))
    {
        _folder = Path.GetDirectoryName(mainAssembly)!;
        try
        {
            _resolver = new AssemblyDependencyResolver(mainAssembly);
        }
        catch (InvalidOperationException)
        {
            // A file that deps.json names is missing, or deps.json is damaged. What is there is still found by its
            // name.
        }
    }

    /// <summary>The plugin that a type is from; null for types of the program and of .NET.</summary>
    public static string? NameOf(Type type) => (GetLoadContext(type.Assembly) as PluginLoadContext)?.Name;

    /// <summary>The file of the plugin's own copy of an assembly, or null.</summary>
    public string? Find(AssemblyName name)
    {
        if (_resolver?.ResolveAssemblyToPath(name) is { } path)
        {
            return path;
        }

        var beside = Path.Combine(_folder, name.Name + ".dll");
        return File.Exists(beside) ? beside : null;
    }

    // The host's copy comes first even where the plugin carries one; asked for without a version, since
    // compatibility has been judged before.
    protected override Assembly? Load(AssemblyName assemblyName) =>
        SharedAssemblies.Names.Contains(assemblyName.Name!)
            ? Default.LoadFromAssemblyName(new AssemblyName(assemblyName.Name!))
        : Find(assemblyName) is { } path ? LoadFromAssemblyPath(path)
        : null;

    // deps.json names those of packages; a library beside the assembly is found without it.
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        var path = _resolver?.ResolveUnmanagedDllToPath(unmanagedDllName)
            ?? Beside(unmanagedDllName).FirstOrDefault(File.Exists);
        return path is null ? 0 : LoadUnmanagedDllFromPath(path);
    }

    private IEnumerable<string> Beside(string library)
    {
        var (prefix, suffix) =
            OperatingSystem.IsWindows() ? ("", ".dll")
            : OperatingSystem.IsMacOS() ? ("lib", ".dylib")
            : ("lib", ".so");
        return from folder in new[]
            {
                _folder,
                Path.Combine(_folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native"),
            }
               from name in new[] { library, library + suffix, prefix + library + suffix }
               select Path.Combine(folder, name);
    }
}
