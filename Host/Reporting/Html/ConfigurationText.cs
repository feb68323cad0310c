using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GsFramework.Core.Interchange;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Reporting.Html;

/// <summary>The resolved configuration to be read by others.</summary>
internal static class ConfigurationText
{
    private static readonly JsonSerializerOptions _writing = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The JSON with paths relative to the run directory, and the ends alone of those that lead out of it;
    /// null where there is none.</summary>
    /// <exception cref="UserException">It is damaged.</exception>
    public static string? Read(RunDirectory directory) =>
        File.Exists(directory.ResolvedConfiguration)
            ? Relative(RecordJson.ReadObject(directory.ResolvedConfiguration), directory.Root)!.ToJsonString(_writing)
            : null;

    private static JsonNode? Relative(JsonNode? node, string folder) =>
        node switch
        {
            JsonObject entries => new JsonObject(
                entries.Select(entry => KeyValuePair.Create(entry.Key, Relative(entry.Value, folder)))
            ),
            JsonArray items => new JsonArray([.. items.Select(item => Relative(item, folder))]),
            JsonValue value when value.TryGetValue<string>(out var text) => ForeignPath.Short(
                RelativePath.In(text, folder)
            ),
            _ => node?.DeepClone(),
        };
}
