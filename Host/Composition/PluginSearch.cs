namespace GsFramework.Host.Composition;

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
    public static IReadOnlyList<string> Folders(IEnumerable<string> configured, IEnumerable<string> given)
    {
        var variable = (Environment.GetEnvironmentVariable(Variable) ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return
        [
            .. Directory.Exists(BuiltIn) ? [BuiltIn] : Array.Empty<string>(),
            .. configured,
            .. variable.Select(static folder => Existing(folder, $"the environment variable {Variable}")),
            .. given.Select(static folder => Existing(folder, "--plugins")),
        ];
    }

    /// <summary>The plugins' main assemblies in some folders. Each sub-folder is a plugin; a folder that holds the assembly
    /// of its own name is one plugin itself.</summary>
    /// <exception cref="UserException">A sub-folder holds no plugin.</exception>
    public static IEnumerable<string> MainAssemblies(IEnumerable<string> folders)
    {
        var plugins = folders
            .Select(static folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))
            .SelectMany(static folder => File.Exists(MainAssembly(folder)) ? [folder] : SubFolders(folder))
            .Distinct();
        foreach (var plugin in plugins)
        {
            yield return File.Exists(MainAssembly(plugin))
                ? MainAssembly(plugin)
                : throw new UserException(
                    $"The plugin folder {plugin} holds no plugin: expected {Path.GetFileName(MainAssembly(plugin))} in it. " +
                    "Build the plugin into it, or remove the folder.");
        }
    }

    private static IEnumerable<string> SubFolders(string folder) => Directory
        .EnumerateDirectories(folder)
        .Where(static path => !Path.GetFileName(path).StartsWith('.'))
        .Order(StringComparer.Ordinal);

    private static string MainAssembly(string folder) => Path.Combine(folder, Path.GetFileName(folder) + ".dll");

    private static string Existing(string folder, string origin) => Directory.Exists(folder)
        ? folder
        : throw new UserException($"The plugin folder '{folder}' from {origin} does not exist.");
}
