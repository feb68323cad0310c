using System.Reflection;
using System.Security.Cryptography;
using Autofac.Core;
using Serilog;

namespace GsFramework.Host.Composition;

/// <summary>Loads a plugin's main assembly and finds its module. Nothing of the plugin runs before its contract version
/// and its dependencies have been checked.</summary>
internal sealed class PluginLoader(ILogger log)
{
    /// <summary>Loads a plugin.</summary>
    /// <exception cref="UserException">It is no assembly, was built for other contracts, misses a dependency, or has not
    /// exactly one module.</exception>
    public (Plugin Plugin, IModule Module) Load(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var references = AssemblyReferences.Of(path)
            ?? throw new UserException($"Plugin {name} cannot be loaded: {path} is no .NET assembly.");
        ContractVersion.Check(name, references);

        var context = new PluginLoadContext(path);
        CheckDependencies(name, path, references, context);
        WarnOfCopies(name, path);
        return Guard(name, path, () =>
        {
            var assembly = context.LoadFromAssemblyPath(path);
            return (Describe(name, path, assembly), OnlyModule(name, assembly));
        });
    }

    /// <summary>Runs a plugin's code while it is being loaded; its failures become messages.</summary>
    public static T Guard<T>(string name, string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (ReflectionTypeLoadException fault)
        {
            throw Failure(name, path, fault.LoaderExceptions.FirstOrDefault(static inner => inner is not null) ?? fault);
        }
        catch (Exception fault) when (fault is not UserException)
        {
            throw Failure(name, path, fault.GetBaseException());
        }
    }

    /// <summary>A description of the plugin.</summary>
    public static Plugin Describe(string name, string path, Assembly assembly)
    {
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? assembly.GetName().Version?.ToString() ?? "0";
        using var file = File.OpenRead(path);
        return new Plugin(name, version.Split('+')[0], path, Convert.ToHexStringLower(SHA256.HashData(file)), assembly);
    }

    private static void CheckDependencies(
        string name, string path, IEnumerable<AssemblyName> references, PluginLoadContext context)
    {
        var missing = references.FirstOrDefault(reference =>
            !SharedAssemblies.Names.Contains(reference.Name!)
            && !SharedAssemblies.IsFramework(reference.Name!)
            && context.Find(reference) is null);
        if (missing is not null)
        {
            throw Missing(name, path, missing);
        }
    }

    private void WarnOfCopies(string name, string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        foreach (var file in Directory.EnumerateFiles(folder, "*.dll").Order(StringComparer.Ordinal))
        {
            if (SharedAssemblies.Names.Contains(Path.GetFileNameWithoutExtension(file)))
            {
                log.Warning("Plugin {Plugin} carries its own {File}; the host's copy is used", name, file);
            }
        }
    }

    private static IModule OnlyModule(string name, Assembly assembly)
    {
        var modules = assembly.GetTypes()
            .Where(static type => type.IsAssignableTo(typeof(IModule)) && !type.IsAbstract)
            .ToList();
        return modules switch
        {
            [var module] => (IModule)Activator.CreateInstance(module, nonPublic: true)!,
            [] => throw new UserException(
                $"Plugin {name} has no module: expected one class derived from Autofac.Module in {assembly.Location}."),
            _ => throw new UserException(
                $"Plugin {name} has {modules.Count} modules ({string.Join(", ", modules.Select(static type => type.FullName))}): " +
                "a plugin has exactly one class derived from Autofac.Module."),
        };
    }

    private static UserException Failure(string name, string path, Exception fault) => fault switch
    {
        FileNotFoundException { FileName: { } file } => Missing(name, path, new AssemblyName(file)),
        _ => new UserException($"Plugin {name} ({path}) cannot be loaded: {fault.GetType().Name}: {fault.Message}", fault),
    };

    private static UserException Missing(string name, string path, AssemblyName dependency) => new(
        $"Plugin {name} needs {dependency.Name} {dependency.Version?.ToString(3)}, which is missing: " +
        $"there is no {dependency.Name}.dll in {Path.GetDirectoryName(path)}. " +
        "Publish the plugin with its dependencies (EnableDynamicLoading in its project).");
}
