using System.Text.Json;
using System.Text.Json.Nodes;
using GsFramework.Core.Arithmetic;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Reporting.Html;

/// <summary>Reads the JSON files that pages are made of.</summary>
internal static class ReportFiles
{
    /// <summary>Reads a file. What is null in it counts as missing.</summary>
    /// <exception cref="UserException">It is damaged.</exception>
    public static T Read<T>(string path, params string[] keys) => As<T>(RunDirectory.ReadObject(path, keys), path);

    /// <summary>Reads a part of a file. What is null in it counts as missing.</summary>
    /// <exception cref="UserException">It is damaged.</exception>
    public static T As<T>(JsonObject read, string path)
    {
        try
        {
            return WithoutNulls(read).Deserialize<T>(RunJson.Format)!;
        }
        catch (JsonException fault)
        {
            throw new UserException($"'{path}' is damaged: at {fault.Path} there is something else than a report needs. Restore it.", fault);
        }
    }

    /// <summary>The texts of an object, such as the versions; none where there is none.</summary>
    public static IEnumerable<(string Name, string Value)> Texts(JsonObject? values) =>
        from entry in values ?? []
        let text = entry.Value is JsonValue ? entry.Value.ToString() : ArithmeticRecord.Words(entry.Value)
        where text is not null
        select (entry.Key, text);

    private static JsonNode WithoutNulls(JsonNode node) => node switch
    {
        JsonObject entries => new JsonObject(entries
            .Where(static entry => entry.Value is not null)
            .Select(static entry => KeyValuePair.Create(entry.Key, (JsonNode?)WithoutNulls(entry.Value!)))),
        JsonArray items => new JsonArray([.. items.OfType<JsonNode>().Select(WithoutNulls)]),
        _ => node.DeepClone(),
    };
}
