using Autofac;
using Autofac.Core;
using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Options;
using GsFramework.Core.Text;
using GsFramework.Graph;
using Serilog;

namespace GsFramework.Core.Composition.Loading;

/// <summary>All loaded plugins and what is known of their parts, and why others were refused. Reading it constructs no
/// part.</summary>
internal sealed class PluginCatalog : IDisposable
{
    private readonly IReadOnlyList<PluginContainer> _containers;
    private readonly IReadOnlyList<IReadOnlyList<CatalogPart>> _ambiguous;

    private PluginCatalog(IReadOnlyList<PluginContainer> containers, SameNames names, IReadOnlyList<PluginFault> faults)
    {
        _containers = containers;
        _ambiguous = names.Ambiguous;
        Faults = [.. faults, .. names.Faults];
        Plugins = [.. containers.Select(static container => container.Plugin)];
        Parts = [.. containers.SelectMany(static container => container.Parts).Except(names.Refused)];
        LayerKinds = [.. LayerKind.BuiltIn, .. names.LayerKinds];
    }

    /// <summary>The plugins; the host's own parts count as one, which comes first.</summary>
    public IReadOnlyList<Plugin> Plugins { get; }

    /// <summary>All parts, by plugin.</summary>
    public IReadOnlyList<CatalogPart> Parts { get; }

    /// <summary>The layer kinds that <c>graph.json</c> can hold.</summary>
    public IReadOnlyList<LayerKind> LayerKinds { get; }

    /// <summary>Why plugins, or parts of them, cannot be used. All others can.</summary>
    public IReadOnlyList<PluginFault> Faults { get; }

    /// <summary>Loads all plugins of some folders. One that is wrong is among <see cref="Faults"/> and hides no
    /// other.</summary>
    /// <param name="folders">The folders.</param>
    /// <param name="log">Gets what is odd but no fault.</param>
    /// <param name="contracts">The version of the contracts that plugins are judged by; null for that of the
    /// program.</param>
    public static PluginCatalog Load(IEnumerable<PluginFolder> folders, ILogger log, Version? contracts = null)
    {
        var faults = new List<PluginFault>();
        var loader = new PluginLoader(log, contracts);
        var host = typeof(HostModule).Assembly;
        var loaded = new List<(Plugin Plugin, IModule Module)>
        {
            (PluginLoader.Describe("gs", host.Location, host), new HostModule()),
        };
        foreach (var place in SameNames.Of(PluginSearch.Plugins(folders, faults), faults))
        {
            Collect(faults, () => loaded.Add(loader.Load(place)));
        }

        return Compose(loaded, faults);
    }

    /// <inheritdoc cref="Load(IEnumerable{PluginFolder}, ILogger, Version?)"/>
    public static PluginCatalog Load(IEnumerable<string> folders, ILogger log) =>
        Load(
            folders.Select(static folder => new PluginFolder(
                folder,
                folder == PluginSearch.BuiltIn ? PluginSource.BuiltIn : PluginSource.CommandLine
            )),
            log
        );

    /// <summary>The parts of a contract.</summary>
    public IReadOnlyList<CatalogPart> PartsOf(Type contract) =>
        [
            .. Parts
                .Where(part => part.Metadata.Contract == contract)
                .OrderBy(static part => part.Metadata.Key, StringComparer.Ordinal),
        ];

    /// <summary>The part of a name, without regard to case; null when no plugin has it.</summary>
    public CatalogPart? Find(Type contract, string key) =>
        PartsOf(contract).FirstOrDefault(part => Has(part, contract, key));

    /// <summary>Why <see cref="Find"/> found nothing, and what the user may have meant.</summary>
    public string Unknown(Type contract, string key) =>
        _ambiguous.FirstOrDefault(parts => Has(parts[0], contract, key)) is { } several
            ? $"{several.Count} plugins have {ContractNames.WithArticle(contract)} '{key}': "
                + $"{string.Join(" and ", several.Select(static part => $"{part.Plugin.Name} ({part.Plugin.Path})"))}; "
                + "remove one of them, or rename its part"
            : $"no plugin has {ContractNames.WithArticle(contract)} '{key}'"
                + NearestName.Advice(key, [.. PartsOf(contract).Select(static part => part.Metadata.Key)])
                + PerhapsRefused;

    /// <summary>The tail of a message about something that was not found; empty when all plugins were loaded.</summary>
    public string PerhapsRefused =>
        Faults.Count == 0
            ? ""
            : $". It may be in a plugin that could not be loaded: "
                + $"{string.Join(", ", Faults.Select(static fault => fault.Plugin).Distinct())} "
                + "('gs plugins list' tells why)";

    /// <summary>Warns of the plugins that cannot be used, for commands that may not need them.</summary>
    public void WarnOfFaults(ILogger log)
    {
        foreach (var fault in Faults)
        {
            log.Warning("{Fault}", fault.ToString());
        }
    }

    /// <summary>The container of a plugin.</summary>
    public PluginContainer ContainerOf(Plugin plugin) => _containers.First(container => container.Plugin == plugin);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var container in _containers.Reverse())
        {
            try
            {
                container.Dispose();
            }
            catch (Exception)
            {
                // Whatever a plugin keeps for itself: the work is done, and the others are to be disposed too.
            }
        }
    }

    /// <summary>Puts loaded modules together.</summary>
    /// <param name="loaded">The plugins with their modules.</param>
    /// <param name="found">Faults that were found before.</param>
    internal static PluginCatalog Compose(
        IReadOnlyList<(Plugin Plugin, IModule Module)> loaded,
        IReadOnlyList<PluginFault>? found = null
    )
    {
        var faults = new List<PluginFault>(found ?? []);
        var containers = new List<PluginContainer>();
        foreach (var (plugin, module) in loaded)
        {
            Collect(faults, () => containers.Add(PluginContainer.Open(plugin, module)));
        }

        return new PluginCatalog(containers, SameNames.Of(containers), faults);
    }

    private static void Collect(List<PluginFault> faults, Action action)
    {
        try
        {
            action();
        }
        catch (PluginRefusedException fault)
        {
            faults.Add(fault.Fault);
        }
    }

    private static bool Has(CatalogPart part, Type contract, string key) =>
        part.Metadata.Contract == contract && part.Metadata.Key.Equals(key, StringComparison.OrdinalIgnoreCase);
}
