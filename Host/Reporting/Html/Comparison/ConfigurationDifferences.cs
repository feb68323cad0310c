using System.Text.Json.Nodes;
using GsFramework.Core.Interchange;
using GsFramework.Host.Runs;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Comparison;

/// <summary>The values in which the resolved configurations of some runs differ.</summary>
internal static class ConfigurationDifferences
{
    private const string Absent = "absent";

    /// <summary>The table; null where a run has no configuration any more.</summary>
    /// <param name="names">The names of the runs.</param>
    /// <param name="directories">Their directories.</param>
    public static Section? Of(IReadOnlyList<string> names, IReadOnlyList<RunDirectory> directories)
    {
        var texts = directories.Select(ConfigurationText.Read).ToList();
        if (texts.Contains(null))
        {
            return null;
        }

        var leaves = texts.ConvertAll(static text => Leaves(JsonNode.Parse(text!), ""));
        var differing = leaves
            .SelectMany(static values => values.Keys)
            .Distinct()
            .Where(key => leaves.Select(values => values.GetValueOrDefault(key)).Distinct().Count() > 1)
            .ToList();
        return new Section(
            "differences",
            "In what the configurations differ",
            differing.Count == 0
                ? Tag("p", "In nothing: every value is the same.")
                : Tables.Of(
                    "Differences of the configurations",
                    [Column.Corner, .. names.Select(Column.Words)],
                    differing.Select(key =>
                        (IReadOnlyList<Markup>)
                            [
                                Tag("code", key),
                                .. leaves.Select(values =>
                                    values.TryGetValue(key, out var value)
                                        ? Tag("code", value)
                                        : Tag("span.muted", Absent)
                                ),
                            ]
                    ),
                    isBroad: true
                )
        );
    }

    private static Dictionary<string, string> Leaves(JsonNode? node, string path)
    {
        var leaves = new Dictionary<string, string>();
        Add(node, path);
        return leaves;

        void Add(JsonNode? value, string place)
        {
            switch (value)
            {
                case JsonObject { Count: > 0 } entries:
                    foreach (var (key, entry) in entries)
                    {
                        Add(entry, place.Length == 0 ? key : $"{place}:{key}");
                    }

                    break;
                case JsonArray { Count: > 0 } items:
                    foreach (var (number, item) in items.Index())
                    {
                        Add(item, $"{place}:{number}");
                    }

                    break;
                default:
                    leaves[place] = value?.ToJsonString() ?? "null";
                    break;
            }
        }
    }
}
