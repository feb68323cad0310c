using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace GsFramework.Host.Diagnosis;

/// <summary>The report as JSON.</summary>
internal static class DoctorJson
{
    private static readonly JsonSerializerOptions _format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },

        // It is read by people too, and no page of HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The whole text, with nothing personal in it.</summary>
    public static string Write(DoctorReport report)
    {
        var node = JsonSerializer.SerializeToNode(report, _format)!.AsObject();

        // The version stands first.
        var version = node["schemaVersion"]!.DeepClone();
        node.Remove("schemaVersion");
        node.Insert(0, "schemaVersion", version);
        return Shortened(node)!.ToJsonString(_format);
    }

    private static JsonNode? Shortened(JsonNode? node) =>
        node switch
        {
            JsonObject values => new JsonObject(
                values.Select(static pair => KeyValuePair.Create(pair.Key, Shortened(pair.Value)))
            ),
            JsonArray values => new JsonArray([.. values.Select(Shortened)]),
            JsonValue value when value.GetValueKind() == JsonValueKind.String => JsonValue.Create(
                Discreet.Text(value.GetValue<string>())
            ),
            _ => node?.DeepClone(),
        };
}
