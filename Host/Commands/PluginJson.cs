using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Configuration;
using GsFramework.Core.Options;

namespace GsFramework.Host.Commands;

/// <summary>Plugins and parts as JSON for programs.</summary>
internal static class PluginJson
{
    private static readonly JsonSerializerOptions _writing = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>An object with <c>plugins</c>, each with its parts and layer kinds, and <c>faults</c>.</summary>
    public static string Write(IEnumerable<PluginContents> plugins, IEnumerable<PluginFault> faults) =>
        new JsonObject
        {
            ["plugins"] = new JsonArray([.. plugins.Select(Describe)]),
            ["faults"] = new JsonArray([.. faults.Select(Describe)]),
        }.ToJsonString(_writing) + "\n";

    private static JsonObject Describe(PluginFault fault) =>
        new()
        {
            ["plugin"] = fault.Plugin,
            ["path"] = fault.Path,
            ["phase"] = fault.Phase,
            ["reason"] = fault.Reason,
            ["remedy"] = fault.Remedy,
        };

    private static JsonObject Describe(PluginContents contents) =>
        new()
        {
            ["name"] = contents.Plugin.Name,
            ["version"] = contents.Plugin.Version,
            ["path"] = contents.Plugin.Path,
            ["source"] = OptionType.ChoiceName($"{contents.Plugin.Source}"),
            ["sha256"] = contents.Plugin.Sha256,
            ["layerKinds"] = new JsonArray([.. contents.LayerKinds.Select(static kind => (JsonNode)kind.Name)]),
            ["parts"] = new JsonArray([.. contents.Parts.Select(Describe)]),
        };

    private static JsonObject Describe(CatalogPart part)
    {
        var defaults = OptionsShape.Defaults(part.Metadata.Options);
        return new JsonObject
        {
            ["contract"] = part.Metadata.Contract.Name,
            ["kind"] = part.Metadata.Key,
            ["summary"] = part.Metadata.Summary,
            ["options"] = new JsonArray([
                .. OptionsShape.Of(part.Metadata.Options).Select(property => Describe(property, defaults)),
            ]),
        };
    }

    private static JsonObject Describe(OptionProperty property, object defaults) =>
        new()
        {
            ["name"] = property.Name,
            ["type"] = property.Type.Noun(),
            ["default"] = ResolvedConfiguration.ToNode(property.Get(defaults), property.Property.PropertyType),
            ["minimum"] = JsonSerializer.SerializeToNode(property.Range?.Minimum),
            ["maximum"] = JsonSerializer.SerializeToNode(property.Range?.Maximum),
            ["description"] = property.Description,
        };
}
