using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Processes;

namespace GsFramework.Core.Composition.Lock;

/// <summary>What is not as a lock file says.</summary>
internal static class LockChanges
{
    private const int HashDigits = 16;

    /// <summary>A line for each plugin that differs; none when all are the same.</summary>
    /// <param name="locked">The lock file.</param>
    /// <param name="catalog">The plugins that are loaded now.</param>
    /// <param name="names">The plugins that count.</param>
    public static IReadOnlyList<string> Of(PluginLock locked, PluginCatalog catalog, IReadOnlySet<string> names)
    {
        var lines = new List<string>();
        var rebuilt = new List<string>();
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            var before = locked.Plugins.FirstOrDefault(plugin => plugin.Name == name);
            var now = catalog.Plugins.FirstOrDefault(plugin => plugin.Name == name);
            var differences = Differences(before, now, catalog);
            if (differences.Count == 0)
            {
                continue;
            }

            // They are built with the program, and change with every build of it.
            if (
                before?.Source == PluginSource.BuiltIn
                && now?.Source == PluginSource.BuiltIn
                && locked.Host != HostVersion.Text
            )
            {
                rebuilt.Add(name);
            }
            else
            {
                lines.AddRange(differences.Select(difference => $"{name}: {difference}"));
            }
        }

        return rebuilt.Count == 0
            ? lines
            :
            [
                $"the program is another build ({locked.Host} then, {HostVersion.Text} now), and with it "
                    + $"{string.Join(", ", rebuilt)}",
                .. lines,
            ];
    }

    private static List<string> Differences(LockedPlugin? before, Plugin? now, PluginCatalog catalog)
    {
        if (before is null)
        {
            return [$"it is not in the lock file ({now?.Path})"];
        }

        if (now is null)
        {
            return
            [
                catalog.Faults.FirstOrDefault(fault => fault.Plugin == before.Name) is { } fault
                    ? $"it cannot be loaded any more ({fault.Path}): {fault.Reason} {fault.Remedy}"
                    : $"{Version(before)} is not in any of the folders; name its folder with --plugins",
            ];
        }

        var files = LockedFile.Of(now);
        return
        [
            .. before
                .Files.Where(file => !files.Any(other => other.File == file.File))
                .Select(file => $"{file.File} is no longer there, in {now.Folder}"),
            .. files
                .Where(file => !before.Files.Any(other => other.File == file.File))
                .Select(file => $"{file.File} was not there, in {now.Folder}"),
            .. from file in files
            join old in before.Files on file.File equals old.File
            where file.Sha256 != old.Sha256
            select $"{Path.Combine(now.Folder, file.File)} was {Describe(old)} and is {Describe(file)}",
        ];
    }

    private static string Version(LockedPlugin plugin) => $"version {plugin.Version}";

    private static string Describe(LockedFile file) =>
        $"{(file.Version is null ? "" : $"{file.Version}, ")}sha256 "
        + $"{file.Sha256[..Math.Min(HashDigits, file.Sha256.Length)]}";
}
