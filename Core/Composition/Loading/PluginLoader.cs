using System.Reflection;
using System.Security.Cryptography;
using Autofac.Core;
using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Failures;
using Serilog;

namespace GsFramework.Core.Composition.Loading;

/// <summary>Loads a plugin's main assembly and finds its module. Nothing of the plugin runs before its contract version
/// and its dependencies have been checked.</summary>
/// <param name="log">Gets what is odd but no fault.</param>
/// <param name="contracts">The version of the contracts that plugins are judged by; null for that of the
/// program.</param>
internal sealed class PluginLoader(ILogger log, Version? contracts = null)
{
    private const string GeneralRemedy = "Fix the plugin, or take it out of the folder.";

    /// <summary>Loads a plugin.</summary>
    /// <exception cref="PluginRefusedException">It is no assembly, was built for other contracts, misses a dependency,
    /// or has not exactly one module.</exception>
    public (Plugin Plugin, IModule Module) Load(PluginPlace place)
    {
        var context = new PluginLoadContext(place.MainAssembly);
        new PluginInspection(place, context, contracts ?? SharedAssemblies.ContractVersion).Run(log);
        var (plugin, module) = Guard(place.Name, place.MainAssembly, PluginPhase.Load, "loading the assembly", () =>
        {
            var assembly = context.LoadFromAssemblyPath(place.MainAssembly);
            return (
                Describe(place.Name, place.MainAssembly, assembly) with
                {
                    Source = place.Source,
                },
                OnlyModule(place, assembly)
            );
        });
        return (
            plugin,
            Guard(
                place.Name,
                place.MainAssembly,
                PluginPhase.Load,
                $"the constructor of its module {module.FullName}",
                () => (IModule)Activator.CreateInstance(module, nonPublic: true)!
            )
        );
    }

    /// <summary>Runs a plugin's code while it is being loaded; its failures become faults.</summary>
    /// <param name="name">The plugin.</param>
    /// <param name="path">Its main assembly.</param>
    /// <param name="phase">One of <see cref="PluginPhase"/>.</param>
    /// <param name="what">What the action is, as the subject of "… failed".</param>
    /// <param name="action">The action.</param>
    /// <exception cref="PluginRefusedException">It has failed.</exception>
    public static T Guard<T>(string name, string path, string phase, string what, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception fault) when (fault is not PluginRefusedException)
        {
            var (reason, remedy) = fault is UserException ? (fault.Message, null) : FailureText.Of(fault);
            throw new PluginRefusedException(
                new PluginFault(name, path, phase, $"{what} failed: {reason}", remedy ?? GeneralRemedy),
                fault
            );
        }
    }

    /// <summary>A description of the plugin.</summary>
    public static Plugin Describe(string name, string path, Assembly assembly)
    {
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? assembly.GetName().Version?.ToString()
            ?? "0";
        using var file = File.OpenRead(path);
        return new Plugin(name, version.Split('+')[0], path, Convert.ToHexStringLower(SHA256.HashData(file)), assembly);
    }

    private static Type OnlyModule(PluginPlace place, Assembly assembly)
    {
        var modules = assembly
            .GetTypes()
            .Where(static type => type.IsAssignableTo(typeof(IModule)) && !type.IsAbstract)
            .ToList();
        return modules switch
        {
            [var module]
                when module.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, [])
                    is null => throw Fault(
                $"its module {module.FullName} has no constructor without parameters.",
                "Give it one."
            ),
            [var module] => module,
            [] => throw Fault(
                "it has no module.",
                "Add one class derived from Autofac.Module, and register the parts in its Load."
            ),
            _ => throw Fault(
                $"it has {modules.Count} modules ({string.Join(", ", modules.Select(static type => type.FullName))}).",
                "A plugin has exactly one class derived from Autofac.Module: register all parts in one of them."
            ),
        };

        PluginRefusedException Fault(string reason, string remedy) =>
            new(new PluginFault(place.Name, place.MainAssembly, PluginPhase.Load, reason, remedy));
    }
}
