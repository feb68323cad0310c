using Autofac.Core;
using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Parts;
using Serilog.Core;

namespace GsFramework.Testing.Kit;

/// <summary>The program's own catalog, binder and factory around one plugin.</summary>
internal sealed class PartFixture : IDisposable
{
    private readonly List<PartFactory> _factories = [];

    /// <summary>Composes a catalog of the program's parts, of some modules, and of plugins in folders.</summary>
    public PartFixture(IEnumerable<IModule> modules, IReadOnlyList<string> pluginFolders)
    {
        var loader = new PluginLoader(Logger.None);
        var faults = new List<PluginFault>();
        var places = PluginSearch.Plugins(
            pluginFolders.Select(static folder => new PluginFolder(
                Path.GetFullPath(folder, AppContext.BaseDirectory),
                PluginSource.CommandLine
            )),
            faults
        );
        Catalog = PluginCatalog.Compose(
            [
                (
                    PluginLoader.Describe("gs", typeof(HostModule).Assembly.Location, typeof(HostModule).Assembly),
                    new HostModule()
                ),
                .. modules.DistinctBy(static module => module.GetType()).Select(Describe),
                .. places.Select(loader.Load),
            ],
            faults
        );
    }

    /// <summary>All parts.</summary>
    public PluginCatalog Catalog { get; }

    /// <summary>Why a part, or a kind of layer, is not there: what is wrong with the plugins, as the tail of a
    /// message.</summary>
    public string Faults => string.Concat(Catalog.Faults.Select(static fault => $" {fault}"));

    /// <summary>Binds options as a configuration file's are bound.</summary>
    public (object Options, IReadOnlyList<ConfigurationFault> Faults) Bind(CatalogPart part, string options)
    {
        var key = part.Metadata.Key;
        var binder = new OptionsBinder(
            ConfigurationLayers.OfText(
                $$"""{ "{{key}}": {{options}} }""",
                Path.Combine(AppContext.BaseDirectory, "options.json")
            ),
            Catalog
        );
        return (binder.BindOptionsOf(part, key), binder.Faults);
    }

    /// <summary>Constructs a part as a run does. It is disposed with the fixture.</summary>
    public T Create<T>(string key, object options, IWeightsReader? weights, ImageSize size)
        where T : class
    {
        var factory = new PartFactory(Catalog, Logger.None, weights ?? new WeightsReader(), size)
        {
            WatchesLosses = false,
        };
        _factories.Add(factory);
        return factory.Create(new PartSelection<T>(key, options));
    }

    public void Dispose()
    {
        _factories.ForEach(static factory => factory.Dispose());
        Catalog.Dispose();
    }

    private static (Plugin Plugin, IModule Module) Describe(IModule module)
    {
        var assembly = module.GetType().Assembly;
        return (PluginLoader.Describe(module.GetType().FullName!, assembly.Location, assembly), module);
    }
}
