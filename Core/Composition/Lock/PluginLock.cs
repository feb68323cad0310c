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

    private static readonly JsonSerializerOptions _format = new(RecordJson.Format)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

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
    public static PluginLock Read(string path, string remedy) =>
        RecordJson.ReadVersion<PluginLock>(path, Schema, remedy);

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
