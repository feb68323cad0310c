using System.Reflection;
using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Failures;
using Serilog;

namespace GsFramework.Core.Composition.Loading;

/// <summary>Examines a plugin's files. Nothing of the plugin has run before it has passed.</summary>
/// <param name="plugin">Where it is.</param>
/// <param name="context">Finds its private assemblies.</param>
/// <param name="contracts">The version of the contracts that are present.</param>
internal sealed class PluginInspection(PluginPlace plugin, PluginLoadContext context, Version contracts)
{
    /// <summary>Examines all.</summary>
    /// <param name="log">Gets what is odd but no fault.</param>
    /// <exception cref="PluginRefusedException">The plugin cannot work.</exception>
    public void Run(ILogger log)
    {
        var main = Read(plugin.MainAssembly);
        if (main.Name.Name != plugin.Name)
        {
            throw Fault(
                $"{plugin.Name}.dll is the assembly {main.Name.Name} under another name.",
                $"Name folder and file {main.Name.Name}, as the assembly was built."
            );
        }

        CheckContract(main, isMain: true);
        CheckRuntime(main);
        foreach (var reference in main.References.Where(IsPrivate))
        {
            CheckContract(Read(context.Find(reference) ?? throw Missing(reference)), isMain: false);
        }

        WarnOfShared(main, log);
        WarnOfCopies(log);
    }

    private AssemblyFile Read(string path)
    {
        AssemblyFile file;
        try
        {
            file = AssemblyFile.Read(path)
                ?? throw Fault(
                    $"{path} is no .NET assembly, or a damaged one.",
                    "Build the plugin again, and copy all that the build wrote."
                );
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Fault($"{path} cannot be read: {fault.Message}", "Make the file readable.");
        }

        return file.OtherArchitecture is { } only
            ? throw Fault(
                $"{path} was built for {only} processors alone.",
                "Build the plugin for any CPU, or for this one."
            )
            : file;
    }

    // A private library that refers to the contracts is judged as the plugin is.
    private void CheckContract(AssemblyFile file, bool isMain)
    {
        if (isMain && !file.References.Any(static name => name.Name == SharedAssemblies.Contract))
        {
            throw Fault(
                $"it does not refer to {SharedAssemblies.Contract}, so it has no parts.",
                "Is this the plugin's main assembly? Refer to the package and register a part."
            );
        }

        foreach (var wanted in file.References.Where(static name => SharedAssemblies.Versioned.Contains(name.Name!)))
        {
            if (ContractVersion.Fault(wanted.Name!, wanted.Version!, contracts) is var (reason, remedy))
            {
                throw Fault(isMain ? reason : $"its library {file.Name.Name} does not fit: {reason}", remedy);
            }
        }
    }

    private void CheckRuntime(AssemblyFile main)
    {
        var wanted = main.References.FirstOrDefault(static name => name.Name == "System.Runtime")?.Version;
        if (wanted is not null && wanted.Major > Environment.Version.Major)
        {
            throw Fault(
                $"it was built for .NET {wanted.ToString(2)}, this program runs on {Environment.Version.ToString(2)}.",
                $"Set its TargetFramework to net{Environment.Version.ToString(2)}."
            );
        }
    }

    private static bool IsPrivate(AssemblyName reference) =>
        !SharedAssemblies.Names.Contains(reference.Name!) && !SharedAssemblies.IsFramework(reference.Name!);

    private static void WarnOfLater(string plugin, AssemblyName wanted, Version present, ILogger log) =>
        log.Warning(
            "Plugin {Plugin} was built for {Assembly} {Wanted}, the program has {Present}; it may call what is not "
                + "there",
            plugin,
            wanted.Name,
            wanted.Version!.ToString(3),
            present.ToString(3)
        );

    private void WarnOfShared(AssemblyFile main, ILogger log)
    {
        foreach (
            var reference in main.References.Where(static name => !SharedAssemblies.Versioned.Contains(name.Name!))
        )
        {
            if (SharedAssemblies.VersionOf(reference.Name!) is { } present && reference.Version > present)
            {
                WarnOfLater(plugin.Name, reference, present, log);
            }
        }
    }

    private void WarnOfCopies(ILogger log)
    {
        foreach (var file in Directory.EnumerateFiles(plugin.Folder, "*.dll").Order(StringComparer.Ordinal))
        {
            if (SharedAssemblies.Names.Contains(Path.GetFileNameWithoutExtension(file)))
            {
                log.Warning("Plugin {Plugin} carries its own {File}; the host's copy is used", plugin.Name, file);
            }
        }
    }

    private PluginRefusedException Missing(AssemblyName dependency) =>
        Fault(
            $"it needs {dependency.Name} {dependency.Version?.ToString(3)}, which is missing: there is no "
                + $"{dependency.Name}.dll in {plugin.Folder}.",
            "Publish the plugin with its dependencies (EnableDynamicLoading in its project)."
        );

    private PluginRefusedException Fault(string reason, string remedy) =>
        new(new PluginFault(plugin.Name, plugin.MainAssembly, PluginPhase.Load, reason, remedy));
}
