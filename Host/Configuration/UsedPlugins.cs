using System.Collections;
using GsFramework.Host.Composition;
using GsFramework.Parts;

namespace GsFramework.Host.Configuration;

/// <summary>Which plugins a configuration uses.</summary>
internal static class UsedPlugins
{
    /// <summary>Their names: those of the parts that it selects, and all that have layer kinds, since a network may have
    /// layers of them.</summary>
    public static IReadOnlySet<string> Of(RunOptions options, PluginCatalog catalog)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        names.UnionWith(catalog.Plugins.Where(plugin => catalog.ContainerOf(plugin).LayerKinds.Count > 0).Select(static plugin => plugin.Name));
        Collect(options, catalog, names);
        return names;
    }

    private static void Collect(object? value, PluginCatalog catalog, HashSet<string> names)
    {
        switch (value)
        {
            case null or string:
                break;
            case IPartSelection selection:
                if (catalog.Find(selection.Contract, selection.Kind) is { Plugin.IsHost: false } part)
                {
                    names.Add(part.Plugin.Name);
                }

                Collect(selection.Options, catalog, names);
                break;
            case IDictionary entries:
                foreach (var entry in entries.Values)
                {
                    Collect(entry, catalog, names);
                }

                break;
            case IEnumerable items:
                foreach (var item in items)
                {
                    Collect(item, catalog, names);
                }

                break;
            default:
                if (OptionType.Of(value.GetType()).Form == OptionForm.Options)
                {
                    foreach (var property in OptionsShape.Of(value.GetType()))
                    {
                        Collect(property.Get(value), catalog, names);
                    }
                }

                break;
        }
    }
}
