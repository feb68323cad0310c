using System.Text.Json;
using System.Text.Json.Nodes;
using GsFramework.Core.Arithmetic;
using GsFramework.Core.Interchange;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Reporting.Html;

/// <summary>Records as rows of names and values.</summary>
internal static class RecordTexts
{
    /// <summary>What a record says, such as versions: its names as they stand in files. What is null is left
    /// out.</summary>
    public static IEnumerable<(string Name, string Value)> Of<T>(T? record) =>
        from entry in JsonSerializer.SerializeToNode(record, RecordJson.Format) as JsonObject ?? []
        let text = entry.Value is JsonValue
            ? entry.Value.ToString()
            : entry.Value.Deserialize<ArithmeticRecord>(RecordJson.Format)?.Words
        where text is not null
        select (entry.Key, text);
}
