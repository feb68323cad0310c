using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Loading;

namespace GsFramework.Core.Configuration;

/// <summary>Which plugins a configuration uses.</summary>
internal static class UsedPlugins
{
    /// <summary>Their names: those of the parts that it selects, and all that have layer kinds, since a network may
    /// have layers of them.</summary>
    public static IReadOnlySet<string> Of(RunOptions options, PluginCatalog catalog)
    {
        var parts = SelectedParts
            .Of(options)
            .Select(selection => catalog.Find(selection.Contract, selection.Kind)?.Plugin)
            .OfType<Plugin>();
        var withLayers = catalog.Plugins.Where(plugin => catalog.ContainerOf(plugin).LayerKinds.Count > 0);
        return parts
            .Where(static plugin => !plugin.IsHost)
            .Concat(withLayers)
            .Select(static plugin => plugin.Name)
            .ToHashSet(StringComparer.Ordinal);
    }
}
