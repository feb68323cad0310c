using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Interchange;

namespace GsFramework.Core.Composition.Loading;

/// <summary>Where plugins are looked for.</summary>
internal static class PluginSearch
{
    /// <summary>Environment variable with further folders, separated as in PATH.</summary>
    public const string Variable = "GS_PLUGINS";

    /// <summary>The folder beside the program.</summary>
    public static string BuiltIn { get; } = Path.Combine(AppContext.BaseDirectory, "plugins");

    /// <summary>All folders of a run, in order.</summary>
    /// <param name="configured">Those of the configuration.</param>
    /// <param name="given">Those of the command line.</param>
    /// <exception cref="UserException">One that the environment or the command line names is not there.</exception>
    public static IReadOnlyList<PluginFolder> Folders(IEnumerable<string> configured, IEnumerable<string> given)
    {
        var variable = (Environment.GetEnvironmentVariable(Variable) ?? "").Split(
            Path.PathSeparator,
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        return
        [
            .. Directory.Exists(BuiltIn)
                ? [new PluginFolder(BuiltIn, PluginSource.BuiltIn)]
                : Array.Empty<PluginFolder>(),
            .. configured.Select(static folder => new PluginFolder(folder, PluginSource.Configuration)),
            .. variable.Select(static folder => new PluginFolder(
                Existing(folder, $"the environment variable {Variable}"),
                PluginSource.Environment
            )),
            .. given.Select(static folder => new PluginFolder(Existing(folder, "--plugins"), PluginSource.CommandLine)),
        ];
    }

    /// <summary>The plugins in some folders, each once, whatever the ways to it. Each sub-folder is a plugin; a folder
    /// that holds the assembly of its own name is one plugin itself.</summary>
    /// <param name="folders">The folders.</param>
    /// <param name="faults">Gets folders that hold none.</param>
    public static IReadOnlyList<PluginPlace> Plugins(IEnumerable<PluginFolder> folders, ICollection<PluginFault> faults)
    {
        var places = new List<PluginPlace>();
        foreach (var folder in folders)
        {
            PluginPlace[] found = [];
            try
            {
                var real = Path.TrimEndingDirectorySeparator(RealPath.Of(folder.Path));
                found = In(folder with { Path = real });
                if (found.Length == 0 && folder.Source != PluginSource.BuiltIn)
                {
                    faults.Add(
                        Empty(
                            real,
                            "there is nothing in it",
                            $"Build a plugin into {Path.Combine(real, "NAME", "NAME.dll")}"
                        )
                    );
                }
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                faults.Add(
                    new PluginFault(
                        Path.GetFileName(folder.Path),
                        folder.Path,
                        PluginPhase.Load,
                        fault.Message,
                        "Make the folder readable."
                    )
                );
            }

            places.AddRange(found.Where(place => !places.Exists(other => other.Folder == place.Folder)));
        }

        foreach (var place in places.Where(static place => !File.Exists(place.MainAssembly)).ToArray())
        {
            faults.Add(
                Empty(
                    place.Folder,
                    $"there is no {place.Name}.dll in it",
                    "A plugin is in a folder that is named like its assembly: build it into that"
                )
            );
            places.Remove(place);
        }

        return places;
    }

    private static PluginPlace[] In(PluginFolder folder)
    {
        var self = new PluginPlace(folder.Path, folder.Source);
        return File.Exists(self.MainAssembly)
            ? [self]
            :
            [
                .. Directory
                    .EnumerateDirectories(folder.Path)
                    .Where(static path => !Path.GetFileName(path).StartsWith('.'))
                    .Order(StringComparer.Ordinal)
                    .Select(path => new PluginPlace(RealPath.Of(path), folder.Source)),
            ];
    }

    private static PluginFault Empty(string folder, string reason, string remedy) =>
        new(
            Path.GetFileName(folder),
            folder,
            PluginPhase.Load,
            $"the folder holds no plugin: {reason}.",
            $"{remedy}, or take the folder away."
        );

    private static string Existing(string folder, string origin) =>
        Directory.Exists(folder)
            ? Path.GetFullPath(folder)
            : throw new UserException(
                File.Exists(folder)
                    ? $"'{folder}' from {origin} is a file, not a folder of plugins. Name the folder it is in."
                    : $"The plugin folder '{folder}' from {origin} does not exist. Name a folder that does, or leave "
                        + $"it out."
            );
}
