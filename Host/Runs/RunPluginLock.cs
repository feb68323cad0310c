using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Composition.Lock;
using GsFramework.Core.Processes;
using Serilog;

namespace GsFramework.Host.Runs;

/// <summary><c>plugins.lock.json</c> of a run: with which plugins it began, and that it continues with the
/// same.</summary>
internal static class RunPluginLock
{
    /// <summary>The option that continues with other plugins.</summary>
    public const string Accept = "--accept-plugins";

    /// <summary>Writes down the plugins of a run that begins.</summary>
    /// <param name="directory">The run directory.</param>
    /// <param name="catalog">The loaded plugins.</param>
    /// <param name="used">Names of those that the configuration uses.</param>
    public static void Write(RunDirectory directory, PluginCatalog catalog, IReadOnlySet<string> used) =>
        PluginLock.Of(catalog, used).Write(directory.PluginLock);

    /// <summary>What has changed since the run began; none where it began with a version of this program that wrote no
    /// lock.</summary>
    /// <exception cref="UserException">The file was damaged.</exception>
    public static IReadOnlyList<string> Changes(RunDirectory directory, PluginCatalog catalog) =>
        File.Exists(directory.PluginLock) ? Changes(Read(directory), catalog) : [];

    /// <summary>Tests that a run can continue with the plugins that are loaded.</summary>
    /// <param name="directory">The run directory.</param>
    /// <param name="catalog">The loaded plugins.</param>
    /// <param name="accept">True to continue with others; the change is noted.</param>
    /// <param name="log">Is told of changes.</param>
    /// <exception cref="UserException">They have changed, and that is not accepted.</exception>
    public static void Check(RunDirectory directory, PluginCatalog catalog, bool accept, ILogger log)
    {
        if (!File.Exists(directory.PluginLock))
        {
            log.Information(
                "This run has no {File}: whether its plugins are those with which it began is not known",
                PluginLock.FileName
            );
            return;
        }

        var locked = Read(directory);
        var changes = Changes(locked, catalog);
        if (changes.Count == 0)
        {
            if (locked.Host != HostVersion.Text)
            {
                log.Information(
                    "The run began with version {Then} of the program, this is {Now}",
                    locked.Host,
                    HostVersion.Text
                );
            }

            return;
        }

        if (!accept)
        {
            throw new UserException(
                $"The plugins are not those with which the run in '{directory.Root}' began:\n{Lines(changes)}\n"
                    + $"Put the old files back, or continue knowingly with "
                    + $"'{Shell.Command("resume", directory.Root, Accept)}', which notes the change in "
                    + $"{PluginLock.FileName}."
            );
        }

        foreach (var change in changes)
        {
            log.Warning("Continuing with another plugin: {Change}", change);
        }

        var used = locked.Plugins.Where(static plugin => plugin.Used).Select(static plugin => plugin.Name).ToHashSet();
        (
            PluginLock.Of(catalog, used) with
            {
                Accepted = [.. locked.Accepted, new AcceptedPlugins(DateTime.UtcNow.ToString("s") + "Z", changes)],
            }
        ).Write(directory.PluginLock);
    }

    /// <summary>Tests that the file can be read, where there is one.</summary>
    /// <exception cref="UserException">It was damaged.</exception>
    public static void CheckReadable(RunDirectory directory)
    {
        if (File.Exists(directory.PluginLock))
        {
            _ = Read(directory);
        }
    }

    /// <summary>Changes for a message, a line each.</summary>
    public static string Lines(IEnumerable<string> changes) =>
        string.Join('\n', changes.Select(static change => $"  {change}"));

    private static PluginLock Read(RunDirectory directory) =>
        PluginLock.Read(directory.PluginLock, "Restore it; without the file the plugins of this run are not checked.");

    private static IReadOnlyList<string> Changes(PluginLock locked, PluginCatalog catalog) =>
        LockChanges.Of(
            locked,
            catalog,
            locked.Plugins.Where(static plugin => plugin.Used).Select(static plugin => plugin.Name).ToHashSet()
        );
}
