using Autofac;
using Autofac.Core;
using GsFramework.Graph;
using GsFramework.Parts;
using Serilog;

namespace GsFramework.Host.Composition;

/// <summary>All loaded plugins and what is known of their parts. Reading it constructs no part.</summary>
internal sealed class PluginCatalog : IDisposable
{
    private readonly IContainer _container;

    private PluginCatalog(IReadOnlyList<Plugin> plugins, IReadOnlyList<CatalogPart> parts, IContainer container)
    {
        Plugins = plugins;
        Parts = parts;
        _container = container;
        LayerKinds = [.. LayerKind.BuiltIn, .. container.Resolve<IEnumerable<LayerKind>>()];
    }

    /// <summary>The plugins; the host's own parts count as one, which comes first.</summary>
    public IReadOnlyList<Plugin> Plugins { get; }

    /// <summary>All parts, by plugin.</summary>
    public IReadOnlyList<CatalogPart> Parts { get; }

    /// <summary>The layer kinds that <c>graph.json</c> can hold.</summary>
    public IReadOnlyList<LayerKind> LayerKinds { get; }

    /// <summary>Loads all plugins of some folders.</summary>
    /// <exception cref="UserException">A plugin cannot be loaded, or two have a part of the same name.</exception>
    public static PluginCatalog Load(IEnumerable<string> folders, ILogger log)
    {
        var loader = new PluginLoader(log);
        var host = typeof(HostModule).Assembly;
        var loaded = PluginSearch.MainAssemblies(folders).Select(loader.Load)
            .Prepend((Plugin: PluginLoader.Describe("gs", host.Location, host), Module: new HostModule()))
            .ToList();
        RefuseSameName(loaded.Select(static pair => pair.Plugin));
        return Compose(loaded);
    }

    /// <summary>The parts of a contract.</summary>
    public IReadOnlyList<CatalogPart> PartsOf(Type contract) =>
    [
        .. Parts.Where(part => part.Metadata.Contract == contract)
            .OrderBy(static part => part.Metadata.Key, StringComparer.Ordinal),
    ];

    /// <summary>The part of a name, without regard to case; null when no plugin has it.</summary>
    public CatalogPart? Find(Type contract, string key) => PartsOf(contract)
        .FirstOrDefault(part => part.Metadata.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    /// <summary>Why <see cref="Find"/> found nothing, and what the user may have meant.</summary>
    public string Unknown(Type contract, string key) =>
        $"no plugin has {ContractNames.WithArticle(contract)} '{key}'" +
        NearestName.Advice(key, [.. PartsOf(contract).Select(static part => part.Metadata.Key)]);

    /// <summary>A scope in which parts are constructed.</summary>
    public ILifetimeScope BeginScope(Action<ContainerBuilder> configure) => _container.BeginLifetimeScope(configure);

    /// <inheritdoc/>
    public void Dispose() => _container.Dispose();

    /// <summary>Puts loaded modules together.</summary>
    internal static PluginCatalog Compose(IReadOnlyList<(Plugin Plugin, IModule Module)> loaded)
    {
        var parts = new List<CatalogPart>();
        var noted = new HashSet<Guid>();
        var builder = new ContainerBuilder();
        foreach (var (plugin, module) in loaded)
        {
            // Each module is configured on its own, so that it is known who registered what. A new handler is also told of
            // what was registered before it came.
            builder.RegisterCallback(registry =>
            {
                void Note(object? sender, ComponentRegisteredEventArgs args)
                {
                    if (noted.Add(args.ComponentRegistration.Id)
                        && args.ComponentRegistration.Metadata.TryGetValue(PartRegistration.MetadataKey, out var metadata))
                    {
                        parts.Add(new CatalogPart((PartMetadata)metadata!, plugin));
                    }
                }

                registry.Registered += Note;
                PluginLoader.Guard(plugin.Name, plugin.Path, () =>
                {
                    module.Configure(registry);
                    return true;
                });
                registry.Registered -= Note;
            });
        }

        var container = builder.Build();
        RefuseSameKey(parts);
        return new PluginCatalog([.. loaded.Select(static pair => pair.Plugin)], parts, container);
    }

    private static void RefuseSameName(IEnumerable<Plugin> plugins)
    {
        var twice = plugins
            .GroupBy(static plugin => plugin.Name, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(static group => group.Count() > 1);
        if (twice is not null)
        {
            throw new UserException(
                $"Plugin {twice.Key} is there {twice.Count()} times: " +
                $"{string.Join(" and ", twice.Select(static plugin => plugin.Path))}. Remove one.");
        }
    }

    private static void RefuseSameKey(IEnumerable<CatalogPart> parts)
    {
        var twice = parts
            .GroupBy(static part => (part.Metadata.Contract, Key: part.Metadata.Key.ToLowerInvariant()))
            .FirstOrDefault(static group => group.Count() > 1);
        if (twice is not null)
        {
            var owners = twice.Select(
                static part => $"{part.Metadata.Implementation.FullName} of {part.Plugin.Name} ({part.Plugin.Path})");
            throw new UserException(
                $"There are {twice.Count()} parts named '{twice.Key.Key}' for {ContractNames.WithArticle(twice.Key.Contract)}: " +
                $"{string.Join(" and ", owners)}. Remove one of the plugins, or rename its part.");
        }
    }
}
