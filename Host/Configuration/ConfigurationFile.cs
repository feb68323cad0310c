using GsFramework.Host.Composition;
using Serilog;

namespace GsFramework.Host.Configuration;

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
    /// <exception cref="UserException">A plugin or the configuration is wrong.</exception>
    public static (RunOptions Options, PluginCatalog Catalog) LoadWithPlugins(
        ConfigurationLayers layers, IEnumerable<string> pluginFolders, ILogger log, bool needsImages = true, bool compresses = false)
    {
        var given = pluginFolders.Select(Path.GetFullPath).ToArray();
        var catalog = PluginCatalog.Load(PluginSearch.Folders(PluginFolders(layers), given), log);
        try
        {
            // A resumed run must find the plugins that the command line named.
            var options = Bind(layers, catalog, needsImages, compresses);
            string[] folders = [.. options.Plugins.Folders.Union(given)];
            return (options with { Plugins = options.Plugins with { Folders = folders } }, catalog);
        }
        catch (UserException)
        {
            catalog.Dispose();
            throw;
        }
    }

    /// <summary>Binds what was read.</summary>
    public static RunOptions Bind(ConfigurationLayers layers, PluginCatalog catalog, bool needsImages = true, bool compresses = false)
    {
        var binder = new OptionsBinder(layers, catalog) { NeedsImages = needsImages };
        var options = binder.BindRun();

        // What is wrong by itself would be called missing besides.
        var demands = compresses ? CompressionDemands.Faults(options, catalog).ExceptBy(binder.Faults.Select(static fault => fault.Path), static fault => fault.Path) : [];
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
