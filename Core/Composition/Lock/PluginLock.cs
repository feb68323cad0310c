using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;

namespace GsFramework.Core.Composition.Lock;

/// <summary>The content of <c>plugins.lock.json</c>: which program and plugins a run, or a configuration, works
/// with.</summary>
/// <param name="SchemaVersion">Of the file.</param>
/// <param name="Host">The program's version, with the commit.</param>
/// <param name="Contracts">Version of the contracts.</param>
/// <param name="Plugins">All plugins that were loaded; the program's own parts first.</param>
/// <param name="Accepted">Changes that the user knowingly accepted, the latest last.</param>
internal sealed record PluginLock(
    int SchemaVersion,
    string Host,
    string Contracts,
    IReadOnlyList<LockedPlugin> Plugins,
    IReadOnlyList<AcceptedPlugins> Accepted
)
{
    /// <summary>The file's usual name.</summary>
    public const string FileName = "plugins.lock.json";

    private const int Schema = 1;

    private static readonly JsonSerializerOptions _format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    // The serialiser looks at members, not at elements of lists.
    private bool HasGaps =>
        Plugins.Any(static plugin => plugin is null || plugin.Files.Any(static file => file is null))
        || Accepted.Any(static change => change is null);

    /// <summary>The plugins of this moment.</summary>
    /// <param name="catalog">The loaded plugins.</param>
    /// <param name="used">Names of those that the configuration uses.</param>
    public static PluginLock Of(PluginCatalog catalog, IReadOnlySet<string> used) =>
        new(
            Schema,
            HostVersion.Text,
            SharedAssemblies.ContractVersion.ToString(2),
            [
                .. catalog.Plugins.Select(plugin => new LockedPlugin(
                    plugin.Name,
                    plugin.Version,
                    plugin.Source,
                    used.Contains(plugin.Name),
                    LockedFile.Of(plugin)
                )),
            ],
            []
        );

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="remedy">What to do when it is damaged.</param>
    /// <exception cref="UserException">It is damaged, or of a later version.</exception>
    public static PluginLock Read(string path, string remedy)
    {
        try
        {
            var text = File.ReadAllText(path);
            using var document = JsonDocument.Parse(text);
            return document.RootElement.TryGetProperty("schemaVersion", out var version) && version.GetInt32() > Schema
                    ? throw new UserException(
                        $"'{path}' was written by a later version of this program. Use that one. {remedy}"
                    )
                : JsonSerializer.Deserialize<PluginLock>(text, _format) is { HasGaps: false } file ? file
                : throw new JsonException("A plugin, a file or a change in it is null.");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            throw new UserException($"'{path}' is damaged: {JsonFault.Text(fault)} {remedy}", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"'{path}' cannot be read: {fault.Message} {remedy}", fault);
        }
    }

    /// <summary>Writes the file.</summary>
    public void Write(string path) => AtomicFile.WriteAllText(path, JsonSerializer.Serialize(this, _format) + "\n");
}

/// <summary>A plugin as it was.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">The version that its author gave it.</param>
/// <param name="Source">Who named its folder.</param>
/// <param name="Used">True when the configuration selects one of its parts, or its layers may be in a network.</param>
/// <param name="Files">Its assemblies and native libraries.</param>
internal sealed record LockedPlugin(
    string Name,
    string Version,
    PluginSource Source,
    bool Used,
    IReadOnlyList<LockedFile> Files
);

/// <summary>Changes that the user accepted.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Changes">A line each.</param>
internal sealed record AcceptedPlugins(string At, IReadOnlyList<string> Changes);
