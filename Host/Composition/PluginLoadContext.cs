using System.Reflection;
using System.Runtime.Loader;

namespace GsFramework.Host.Composition;

/// <summary>
/// Loads one plugin from its folder, so that two plugins may carry different versions of the same library. Not
/// collectible: native libraries do not unload, TorchSharp keeps references of its own, and a run is a process.
/// </summary>
internal sealed class PluginLoadContext : AssemblyLoadContext
{
    private readonly string _folder;
    private readonly AssemblyDependencyResolver? _resolver;

    public PluginLoadContext(string mainAssembly) : base(Path.GetFileNameWithoutExtension(mainAssembly))
    {
        _folder = Path.GetDirectoryName(mainAssembly)!;
        try
        {
            _resolver = new AssemblyDependencyResolver(mainAssembly);
        }
        catch (InvalidOperationException)
        {
            // A file that deps.json names is missing. What is there is still found by its name.
        }
    }

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
            : Find(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver?.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
