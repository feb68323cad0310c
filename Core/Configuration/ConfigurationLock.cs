using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Composition.Lock;
using GsFramework.Core.Processes;

namespace GsFramework.Core.Configuration;

/// <summary>The lock file that a configuration demands with <c>plugins.lock</c>.</summary>
internal static class ConfigurationLock
{
    /// <summary>Where it is.</summary>
    public static string PathOf(RunOptions options, ConfigurationLayers layers) =>
        options.Plugins.LockFile ?? Path.Combine(layers.Folder, PluginLock.FileName);

    /// <summary>Tests that the plugins which the configuration uses are those of its lock file, if it demands
    /// so.</summary>
    /// <exception cref="UserException">They are not, or there is no such file.</exception>
    public static void Enforce(RunOptions options, ConfigurationLayers layers, PluginCatalog catalog)
    {
        if (options.Plugins.Lock != PluginLockUse.Enforce)
        {
            return;
        }

        var path = PathOf(options, layers);
        var remedy =
            $"'{Shell.Command("plugins", "lock", layers.Name)}' writes it from the plugins that are there now.";
        if (!File.Exists(path))
        {
            throw new UserException($"plugins.lock is 'enforce', but {path} does not exist. {remedy}");
        }

        var changes = LockChanges.Of(PluginLock.Read(path, remedy), catalog, UsedPlugins.Of(options, catalog));
        if (changes.Count > 0)
        {
            throw new UserException(
                $"plugins.lock is 'enforce', and the plugins are not those of "
                    + $"{path}:\n{string.Join('\n', changes.Select(static change => $"  {change}"))}\n"
                    + $"Put the plugins back, or, if they may change, write the file again: {remedy}"
            );
        }
    }
}
