using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GsFramework.Core.Interchange;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Verification;

/// <summary>Compares the numbers of two <c>result.json</c> that do not depend on the clock, the memory or the
/// place.</summary>
internal static partial class ResultComparison
{
    private static readonly string[] _keys =
    [
        "imageSize",
        "macs",
        "parameters",
        "bytes",
        "channels",
        "extraction",
        "scores",
        "search",
        "steps",
    ];

    /// <summary>Compares them.</summary>
    /// <returns>How many values were compared, and those that differ.</returns>
    public static (int Values, IReadOnlyList<ValueDifference> Differing) Of(RunResult recorded, RunResult replayed)
    {
        var (then, now) = (Leaves(recorded), Leaves(replayed));

        // Earlier versions did not have all fields, such as the errors of the teacher's scores.
        var known = then.Keys.Select(Field).ToHashSet();
        string[] names = [.. then.Keys.Union(now.Keys.Where(name => known.Contains(Field(name))))];
        return (
            names.Length,
            [
                .. from name in names
                let difference = new ValueDifference(
                    "result.json",
                    null,
                    name,
                    then.GetValueOrDefault(name),
                    now.GetValueOrDefault(name)
                )
                where difference.Recorded != difference.Replayed
                select difference,
            ]
        );
    }

    // Without the numbers of items.
    private static string Field(string path) => Numbers().Replace(path, "[]");

    private static Dictionary<string, string> Leaves(RunResult result)
    {
        var leaves = new Dictionary<string, string>();
        var fields = JsonSerializer.SerializeToNode(result, RecordJson.Format)!;
        foreach (var key in _keys)
        {
            Add(fields[key], key, leaves);
        }

        return leaves;
    }

    private static void Add(JsonNode? node, string path, Dictionary<string, string> leaves)
    {
        switch (node)
        {
            case JsonObject values:
                foreach (var (name, value) in values)
                {
                    Add(value, $"{path}.{name}", leaves);
                }

                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    Add(items[i], $"{path}[{i}]", leaves);
                }

                break;
            case not null:
                leaves[path] = node.GetValueKind() == JsonValueKind.String ? $"{node}" : node.ToJsonString();
                break;
        }
    }

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Numbers();
}
