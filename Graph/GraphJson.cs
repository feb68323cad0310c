using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace GsFramework.Graph;

/// <summary>A graph as the text of <c>graph.json</c>, and back.</summary>
public static class GraphJson
{
    private const int Version = 1;

    private static readonly JsonSerializerOptions _options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        IgnoreReadOnlyProperties = true,
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
    };

    /// <summary>The text of a graph.</summary>
    public static string Write(NetworkGraph graph)
    {
        var nodes = graph.Nodes.Select(static node =>
        {
            var layer = JsonSerializer.SerializeToNode(node.Layer, node.Layer.GetType(), _options)!.AsObject();
            return (JsonNode)
                new JsonObject
                {
                    ["name"] = node.Name,
                    ["kind"] = node.Layer.Kind,
                    ["inputs"] = new JsonArray([.. node.Inputs.Select(static name => (JsonNode)name)]),
                    ["layer"] = layer,
                };
        });
        return new JsonObject
        {
            ["schemaVersion"] = Version,
            ["inputChannels"] = graph.InputChannels,
            ["nodes"] = new JsonArray([.. nodes]),
        }.ToJsonString(_options) + "\n";
    }

    /// <summary>Reads a graph.</summary>
    /// <param name="text">The text of <c>graph.json</c>.</param>
    /// <param name="kinds">The layer kinds that are known, by plugins too.</param>
    /// <exception cref="GraphException">The text is no graph, is of a newer version, or has an unknown layer
    /// kind.</exception>
    public static NetworkGraph Read(string text, IEnumerable<LayerKind> kinds)
    {
        var types = kinds.ToDictionary(static kind => kind.Name, static kind => kind.Type);
        try
        {
            var root = JsonNode.Parse(text);
            var version = Value<int>(root, "schemaVersion", "The graph");
            if (version > Version)
            {
                throw new GraphException(
                    $"It has schema version {version}; this program reads up to {Version}. Use a newer gs."
                );
            }

            var nodes = List(root, "nodes", "The graph").Select((node, index) => ReadNode(node, index, types));
            return new NetworkGraph(Value<int>(root, "inputChannels", "The graph"), nodes);
        }
        catch (JsonException fault)
        {
            throw new GraphException($"It is not a network graph: {fault.Message}");
        }
    }

    private static GraphNode ReadNode(JsonNode? node, int index, Dictionary<string, Type> types)
    {
        var name = Value<string>(node, "name", $"Layer {index}");
        var where = $"Layer '{name}'";
        var kind = Value<string>(node, "kind", where);
        if (!types.TryGetValue(kind, out var type))
        {
            throw new GraphException($"{where} is of the unknown kind '{kind}'. Load the plugin that has it.");
        }

        var inputs = List(node, "inputs", where)
            .Select(input =>
                input is JsonValue value && value.TryGetValue(out string? text)
                    ? text
                    : throw new JsonException($"{where} has an input that is no name.")
            );
        try
        {
            var layer = (node!["layer"] ?? new JsonObject()).Deserialize(type, _options);
            return new GraphNode(name, (Layer)layer!, [.. inputs]);
        }
        catch (JsonException fault)
        {
            throw new JsonException($"{where}: {fault.Message}");
        }
    }

    private static T Value<T>(JsonNode? parent, string key, string where) =>
        parent is JsonObject map && map[key] is JsonValue value && value.TryGetValue(out T? result)
            ? result
            : throw new JsonException($"{where} has no {(typeof(T) == typeof(int) ? "number" : "text")} '{key}'.");

    private static JsonArray List(JsonNode? parent, string key, string where) =>
        parent is JsonObject map && map[key] is JsonArray list
            ? list
            : throw new JsonException($"{where} has no list '{key}'.");
}
