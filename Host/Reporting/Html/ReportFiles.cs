using System.Text.Json;
using System.Text.Json.Nodes;
using GsFramework.Host.Pipeline;

namespace GsFramework.Host.Reporting.Html;

/// <summary>Reads the JSON files that pages are made of.</summary>
internal static class ReportFiles
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="UserException">It is damaged.</exception>
    public static T Read<T>(string path, params string[] keys) => As<T>(RunDirectory.ReadObject(path, keys), path);

    /// <summary>The texts of a flat object, such as the versions; none where there is none.</summary>
    public static IEnumerable<(string Name, string Value)> Texts(JsonObject? values) =>
        from entry in values ?? []
        where entry.Value is JsonValue
        select (entry.Key, entry.Value!.ToString());

    private static T As<T>(JsonObject read, string path)
    {
        try
        {
            return read.Deserialize<T>(CompressionResult.Format)!;
        }
        catch (JsonException fault)
        {
            throw new UserException($"'{path}' is damaged: at {fault.Path} there is something else than a report needs. Restore it.", fault);
        }
    }
}
