using System.Text.Json.Nodes;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;

namespace GsFramework.Host.Commands;

/// <summary>Compares a configuration with that of something that was begun before.</summary>
internal static class BegunConfiguration
{
    /// <summary>The first section that is not what it was; null where none is.</summary>
    /// <param name="path">The record of before.</param>
    /// <param name="options">The configuration now.</param>
    /// <param name="catalog">The plugins.</param>
    /// <param name="ignored">Sections that may differ.</param>
    /// <exception cref="UserException">The record is damaged.</exception>
    public static string? Change(
        string path,
        RunOptions options,
        PluginCatalog catalog,
        IReadOnlyCollection<string> ignored
    )
    {
        var (before, now) = (Begun(path, catalog), Json(options));
        return now
            .FirstOrDefault(entry =>
                !ignored.Contains(entry.Key) && !JsonNode.DeepEquals(entry.Value, before[entry.Key])
            )
            .Key;
    }

    // An option that a later version has added counts as its default, and the precision as it was before there was a
    // choice.
    private static JsonObject Begun(string path, PluginCatalog catalog)
    {
        try
        {
            var layers = ConfigurationLayers.Read(path, [], new Dictionary<string, string>());
            return Json(ConfigurationFile.Bind(layers, catalog).WithPrecision(Precision.Fp32));
        }
        catch (UserException)
        {
            return RecordJson.ReadObject(path);
        }
    }

    private static JsonObject Json(RunOptions options) =>
        JsonNode.Parse(ResolvedConfiguration.ToJson(options))!.AsObject();
}
