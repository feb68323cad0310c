using System.Collections;
using GsFramework.Core.Composition.Loading;

namespace GsFramework.Core.Configuration;

/// <summary>Where a value came from; a later one overrides an earlier one.</summary>
internal enum ConfigurationLayer
{
    /// <summary>Nowhere.</summary>
    None = -1,

    /// <summary>The configuration file.</summary>
    File,

    /// <summary>A <c>GS_</c> variable of the environment.</summary>
    Environment,

    /// <summary><c>--set</c>.</summary>
    CommandLine,
}

/// <summary>The values of the file, the environment and <c>--set</c>, one over the other.</summary>
internal sealed class ConfigurationLayers
{
    private const string Prefix = "GS_";

    // Not ours: where plugins are looked for, and the variables of Ghostscript.
    private static readonly string[] _foreign = [PluginSearch.Variable, "GS_LIB", "GS_OPTIONS", "GS_FONTPATH"];

    private readonly string _folder;

    private ConfigurationLayers(string file, IReadOnlyList<Dictionary<string, string?>> layers)
    {
        Name = file;
        _folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        foreach (var (layer, values) in layers.Index())
        {
            foreach (var (key, value) in values)
            {
                Root.Lay(key, value, (ConfigurationLayer)layer);
            }
        }
    }

    /// <summary>The file, as the user named it.</summary>
    public string Name { get; }

    /// <summary>The folder of the file.</summary>
    public string Folder => _folder;

    /// <summary>All values.</summary>
    public ConfigurationNode Root { get; } = new("");

    /// <summary>Reads all layers.</summary>
    /// <param name="file">The configuration file.</param>
    /// <param name="sets">Values of <c>--set</c>: <c>a:b=v</c>, or <c>a.b=v</c> as messages write paths.</param>
    /// <param name="environment">The environment; null for the process's.</param>
    /// <exception cref="UserException">The file is missing or does not parse, or a <c>--set</c> has no '='.</exception>
    public static ConfigurationLayers Read(string file, IEnumerable<string> sets, IDictionary? environment = null)
    {
        if (Directory.Exists(file))
        {
            throw new UserException($"The configuration {file} is a folder; expected a JSON file.");
        }

        try
        {
            return new ConfigurationLayers(
                file,
                [
                    ConfigurationValues.Flatten(File.ReadAllText(file), file),
                    FromEnvironment(environment ?? Environment.GetEnvironmentVariables()),
                    FromSets(sets),
                ]
            );
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserException(
                $"The configuration {file} does not exist. 'gs config init' writes one to begin with.",
                fault
            );
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"The configuration {file} cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>Values of the command line alone, without a file.</summary>
    /// <param name="sets">As for <see cref="Read"/>.</param>
    public static ConfigurationLayers OfCommandLine(IEnumerable<string> sets) =>
        new(
            "the command line",
            [
                [],
                [],
                FromSets(sets),
            ]
        );

    /// <summary>Values of a text alone, such as the options of one part in a test.</summary>
    /// <param name="json">A JSON object.</param>
    /// <param name="file">Where it would stand: relative paths count from its folder.</param>
    /// <param name="sets">As for <see cref="Read"/>.</param>
    public static ConfigurationLayers OfText(string json, string file, IEnumerable<string>? sets = null) =>
        new(file, [ConfigurationValues.Flatten(json, file), [], FromSets(sets ?? [])]);

    /// <summary>True for a variable of the environment that sets a value.</summary>
    public static bool IsValue(string variable) =>
        variable.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
        && !_foreign.Contains(variable, StringComparer.OrdinalIgnoreCase);

    /// <summary>The folder from which a relative path counts.</summary>
    /// <param name="layer">The layer that gave it.</param>
    public string BaseFolder(ConfigurationLayer layer) =>
        layer == ConfigurationLayer.File ? _folder : Environment.CurrentDirectory;

    // Shells allow no dash in a name, so a single underscore stands for it: GS_OBJECTIVE__TERMS__GAMMA_L1__RHO.
    private static Dictionary<string, string?> FromEnvironment(IDictionary environment)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in environment)
        {
            var name = (string)entry.Key;
            if (IsValue(name))
            {
                var key = name[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal).Replace('_', '-');
                values[key] = Value((string?)entry.Value);
            }
        }

        return values;
    }

    private static Dictionary<string, string?> FromSets(IEnumerable<string> sets)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var set in sets)
        {
            var parts = set.Split('=', 2);
            if (parts is not [{ Length: > 0 } key, var value])
            {
                throw new UserException(
                    $"--set {set}: expected path:to:key=value, such as --set training:slim:steps=100."
                );
            }

            Lay(values, key.Contains(':') ? key.Trim() : key.Trim().Replace('.', ':'), Value(value));
        }

        return values;
    }

    // A later value takes the place of what was set below it, and a value below a null that of the null.
    private static void Lay(Dictionary<string, string?> values, string key, string value)
    {
        var prefix = key + ":";
        foreach (
            var below in values
                .Keys.Where(known => known.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                .ToArray()
        )
        {
            values.Remove(below);
        }

        for (var end = key.LastIndexOf(':'); end > 0; end = key.LastIndexOf(':', end - 1))
        {
            if (values.GetValueOrDefault(key[..end]) == ConfigurationValues.Null)
            {
                values.Remove(key[..end]);
            }
        }

        values[key] = value;
    }

    private static string Value(string? text) => text is null or "null" ? ConfigurationValues.Null : text;
}
