using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Text;
using GsFramework.Graph;

namespace GsFramework.Host.Commands;

/// <summary>What a plugin adds, all of it or what was asked for.</summary>
/// <param name="Plugin">The plugin.</param>
/// <param name="Parts">Its parts.</param>
/// <param name="LayerKinds">Its layer kinds.</param>
internal sealed record PluginContents(
    Plugin Plugin,
    IReadOnlyList<CatalogPart> Parts,
    IReadOnlyList<LayerKind> LayerKinds
)
{
    /// <summary>All of all plugins.</summary>
    public static IReadOnlyList<PluginContents> All(PluginCatalog catalog) =>
        [
            .. catalog.Plugins.Select(plugin => new PluginContents(
                plugin,
                [.. catalog.Parts.Where(part => part.Plugin == plugin)],
                catalog.ContainerOf(plugin).LayerKinds
            )),
        ];

    /// <summary>A plugin, or all parts and layer kinds of a name.</summary>
    /// <exception cref="UserException">There is nothing of this name, or it cannot be used.</exception>
    public static IReadOnlyList<PluginContents> Named(PluginCatalog catalog, string name)
    {
        bool Is(string other) => other.Equals(name, StringComparison.OrdinalIgnoreCase);
        var all = All(catalog);
        PluginContents[] named =
        [
            .. all.Select(contents =>
                    Is(contents.Plugin.Name)
                        ? contents
                        : contents with
                        {
                            Parts = [.. contents.Parts.Where(part => Is(part.Metadata.Key))],
                            LayerKinds = [.. contents.LayerKinds.Where(kind => Is(kind.Name))],
                        }
                )
                .Where(static contents => !contents.IsEmpty),
        ];
        if (named.Length > 0)
        {
            return named;
        }

        if (catalog.Faults.FirstOrDefault(fault => Is(fault.Plugin)) is { } refused)
        {
            throw new UserException(refused.ToString());
        }

        if (all.Any(contents => Is(contents.Plugin.Name)))
        {
            throw new UserException($"Plugin {name} has no parts.");
        }

        string[] names = [.. all.SelectMany(static contents => contents.Names).Distinct()];
        throw new UserException(
            $"There is no plugin, part or layer kind '{name}'{NearestName.Advice(name, names)}"
                + $"{catalog.PerhapsRefused}. Those of other folders are found with --plugins DIR."
        );
    }

    /// <summary>It adds nothing.</summary>
    public bool IsEmpty => Parts.Count + LayerKinds.Count == 0;

    private IEnumerable<string> Names =>
        [
            Plugin.Name,
            .. Parts.Select(static part => part.Metadata.Key),
            .. LayerKinds.Select(static kind => kind.Name),
        ];
}
