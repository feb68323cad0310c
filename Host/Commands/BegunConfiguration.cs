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
    /// <param name="now">The configuration now, as it would be written.</param>
    /// <param name="catalog">The plugins.</param>
    /// <param name="ignored">Sections that may differ.</param>
    /// <exception cref="UserException">The record is damaged.</exception>
    public static string? Change(
        string path,
        JsonObject now,
        PluginCatalog catalog,
        IReadOnlyCollection<string> ignored
    )
    {
        // What was written reads as itself, so that only another text has to be read as a configuration.
        return Changed(RecordJson.ReadObject(path)) is null ? null : Changed(Begun(path, catalog));

        string? Changed(JsonObject before) =>
            now.Where(entry => !ignored.Contains(entry.Key))
                .Where(entry => !JsonNode.DeepEquals(entry.Value, before[entry.Key]))
                .Select(static entry => entry.Key)
                .FirstOrDefault();
    }

    // An option that a later version has added counts as its default, and the precision as it was before there was a
    // choice.
    private static JsonObject Begun(string path, PluginCatalog catalog)
    {
        try
        {
            var layers = ConfigurationLayers.Read(path, [], new Dictionary<string, string>());
            var options = ConfigurationFile.Bind(layers, catalog).WithPrecision(Precision.Fp32);
            return JsonNode.Parse(ResolvedConfiguration.ToJson(options))!.AsObject();
        }
        catch (UserException)
        {
            return RecordJson.ReadObject(path);
        }
    }
}
