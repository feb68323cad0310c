using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Loading;
using Serilog;

namespace GsFramework.Core.Configuration;

/// <summary>Reads a configuration with all its layers and checks all of it before any work starts.</summary>
internal static class ConfigurationFile
{
    /// <summary>Reads a configuration for plugins that are loaded already.</summary>
    /// <param name="path">The JSON file.</param>
    /// <param name="sets">Values of <c>--set</c>.</param>
    /// <param name="catalog">The loaded plugins.</param>
    /// <exception cref="UserException">Something is wrong; the message lists all faults, one a line.</exception>
    public static RunOptions Load(string path, IEnumerable<string> sets, PluginCatalog catalog) =>
        Bind(ConfigurationLayers.Read(path, sets), catalog);

    /// <summary>Binds a configuration and loads the plugins, for which it may name further folders.</summary>
    /// <param name="layers">What was read.</param>
    /// <param name="pluginFolders">Further folders of plugins, from the command line.</param>
    /// <param name="log">Gets the warnings.</param>
    /// <param name="needsImages">False where nothing reads images, so that their folders need not be there.</param>
    /// <param name="compresses">True where a compression follows, so that its demands count.</param>
    /// <param name="checks">How plugins are held against lock files; null for as the configuration says.</param>
    /// <exception cref="UserException">The configuration is wrong, or needs a plugin that is.</exception>
    public static (RunOptions Options, PluginCatalog Catalog) LoadWithPlugins(
        ConfigurationLayers layers,
        IEnumerable<string> pluginFolders,
        ILogger log,
        bool needsImages = true,
        bool compresses = false,
        PluginChecks? checks = null
    )
    {
        var searched = PluginSearch.Folders(PluginFolders(layers), pluginFolders.Select(Path.GetFullPath));
        var catalog = PluginCatalog.Load(searched, log);
        try
        {
            catalog.WarnOfFaults(log);
            checks?.Loaded?.Invoke(catalog);

            // A resumed run must find the plugins that the command line and the environment named.
            var options = Bind(layers, catalog, needsImages, compresses);
            if (checks?.IsEnforced ?? true)
            {
                ConfigurationLock.Enforce(options, layers, catalog);
            }

            string[] folders =
            [
                .. options.Plugins.Folders.Union(
                    searched
                        .Where(static folder => folder.Source is PluginSource.Environment or PluginSource.CommandLine)
                        .Select(static folder => folder.Path)
                ),
            ];
            return (options with { Plugins = options.Plugins with { Folders = folders } }, catalog);
        }
        catch (Exception)
        {
            catalog.Dispose();
            throw;
        }
    }

    /// <summary>Binds what was read.</summary>
    public static RunOptions Bind(
        ConfigurationLayers layers,
        PluginCatalog catalog,
        bool needsImages = true,
        bool compresses = false
    )
    {
        var binder = new OptionsBinder(layers, catalog) { NeedsImages = needsImages };
        var options = binder.BindRun();

        // What is wrong by itself would be called missing besides.
        var demands = compresses
            ? CompressionDemands
                .Faults(options, catalog)
                .ExceptBy(binder.Faults.Select(static fault => fault.Path), static fault => fault.Path)
            : [];
        ThrowIfFaulty([.. binder.Faults, .. demands], layers);
        return options;
    }

    private static IReadOnlyList<string> PluginFolders(ConfigurationLayers layers)
    {
        using var nothing = PluginCatalog.Load([], Serilog.Core.Logger.None);
        var binder = new OptionsBinder(layers, nothing);
        var options = binder.BindPlugins();
        ThrowIfFaulty(binder.Faults, layers);
        return options.Folders;
    }

    private static void ThrowIfFaulty(IReadOnlyList<ConfigurationFault> faults, ConfigurationLayers layers)
    {
        if (faults.Count == 0)
        {
            return;
        }

        var count = faults.Count == 1 ? "a fault" : $"{faults.Count} faults";
        var lines = string.Join('\n', faults.Select(static fault => $"  {fault}"));
        throw new UserException($"The configuration {layers.Name} has {count}:\n{lines}");
    }
}

/// <summary>How the plugins are held against lock files.</summary>
internal sealed record PluginChecks
{
    /// <summary>False where the lock file of the configuration does not count: it is being written, or a run has its
    /// own.</summary>
    public bool IsEnforced { get; init; } = true;

    /// <summary>Called when the plugins are loaded, before the configuration is bound to them.</summary>
    public Action<PluginCatalog>? Loaded { get; init; }
}
