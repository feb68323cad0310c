using Autofac;
using Autofac.Core;
using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Options;
using GsFramework.Graph;
using GsFramework.Parts;

namespace GsFramework.Core.Composition.Loading;

/// <summary>
/// A plugin that is ready for use. Its registrations are in a container of their own, so that a module that fails on
/// the way, or registers services for itself, touches no other plugin.
/// </summary>
internal sealed class PluginContainer : IDisposable
{
    private readonly IContainer _container;

    private PluginContainer(Plugin plugin, IReadOnlyList<CatalogPart> parts, IContainer container)
    {
        (Plugin, Parts, _container) = (plugin, parts, container);
        LayerKinds = [.. container.Resolve<IEnumerable<LayerKind>>()];
    }

    /// <summary>The plugin.</summary>
    public Plugin Plugin { get; }

    /// <summary>Its parts in the order of their registration.</summary>
    public IReadOnlyList<CatalogPart> Parts { get; }

    /// <summary>Its layer kinds.</summary>
    public IReadOnlyList<LayerKind> LayerKinds { get; }

    /// <summary>Lets a module register its parts, and checks them.</summary>
    /// <exception cref="PluginRefusedException">It fails, or what it registers cannot be used.</exception>
    public static PluginContainer Open(Plugin plugin, IModule module)
    {
        var registered = new List<(PartMetadata Part, IComponentRegistration Registration)>();
        var noted = new HashSet<Guid>();
        var container = PluginLoader.Guard(
            plugin.Name,
            plugin.Path,
            PluginPhase.Register,
            $"the module {module.GetType().FullName}",
            () =>
            {
                var builder = new ContainerBuilder();
                builder.RegisterCallback(registry =>
                {
                    registry.Registered += (_, args) =>
                    {
                        if (
                            noted.Add(args.ComponentRegistration.Id)
                            && args.ComponentRegistration.Metadata.TryGetValue(
                                PartRegistration.MetadataKey,
                                out var metadata
                            )
                        )
                        {
                            registered.Add(((PartMetadata)metadata!, args.ComponentRegistration));
                        }
                    };
                    module.Configure(registry);
                });
                return builder.Build();
            }
        );
        try
        {
            // Layer kinds may be made by the module's own code, and the defaults of options are.
            return PluginLoader.Guard(
                plugin.Name,
                plugin.Path,
                PluginPhase.Register,
                "looking at what its module has registered",
                () =>
                {
                    var opened = new PluginContainer(
                        plugin,
                        [.. registered.Select(entry => new CatalogPart(entry.Part, plugin))],
                        container
                    );
                    return Fault(opened, registered) is var (reason, remedy)
                        ? throw new PluginRefusedException(
                            new PluginFault(plugin.Name, plugin.Path, PluginPhase.Register, reason, remedy)
                        )
                        : opened;
                }
            );
        }
        catch
        {
            container.Dispose();
            throw;
        }
    }

    /// <summary>A scope in which parts are constructed.</summary>
    public ILifetimeScope BeginScope(Action<ContainerBuilder> configure) => _container.BeginLifetimeScope(configure);

    /// <inheritdoc/>
    public void Dispose() => _container.Dispose();

    private static (string Reason, string Remedy)? Fault(
        PluginContainer opened,
        IEnumerable<(PartMetadata Part, IComponentRegistration Registration)> registered
    ) =>
        registered
            .Select(static entry => PartCheck.Fault(entry.Part, entry.Registration))
            .Concat(opened.LayerKinds.Select(static kind => PartCheck.Fault(kind)))
            .FirstOrDefault(static fault => fault is not null)
        ?? Twice(opened)
        ?? (
            opened.Parts.Count + opened.LayerKinds.Count > 0
                ? null
                : ("its module registers no part.", "Call builder.RegisterPart in the module's Load.")
        );

    private static (string Reason, string Remedy)? Twice(PluginContainer opened) =>
        opened
            .Parts.GroupBy(static part => (part.Metadata.Contract, part.Metadata.Key))
            .Where(static group => group.Count() > 1)
            .Select(static group =>
                (
                    $"it has {group.Count()} parts that are {ContractNames.WithArticle(group.Key.Contract)} "
                        + $"'{group.Key.Key}': "
                        + $"{string.Join(" and ", group.Select(static part => $"{part.Metadata.Implementation}"))}.",
                    "Give each a name of its own."
                )
            )
            .Concat(
                opened
                    .LayerKinds.Concat(LayerKind.BuiltIn)
                    .GroupBy(static kind => kind.Name)
                    .Where(static group => group.Count() > 1)
                    .Select(static group =>
                        ($"its layer kind '{group.Key}' is there already.", "Give the layer kind another name.")
                    )
            )
            .Cast<(string, string)?>()
            .FirstOrDefault();
}
