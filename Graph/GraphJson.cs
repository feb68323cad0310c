using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace GsFramework.Graph;

/// <summary>A graph as the text of <c>graph.json</c>, and back.</summary>
public static class GraphJson
{
    private const int Version = 1;
    private const string Origins = "layerKinds";

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

    /// <summary>The text of a graph. For kinds of layers that are not of this assembly it notes the plugin that has
    /// them, with its version.</summary>
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
        var root = new JsonObject
        {
            ["schemaVersion"] = Version,
            ["inputChannels"] = graph.InputChannels,
            ["nodes"] = new JsonArray([.. nodes]),
        };
        var origins = graph
            .Nodes.Select(static node => node.Layer)
            .DistinctBy(static layer => layer.Kind)
            .OrderBy(static layer => layer.Kind, StringComparer.Ordinal)
            .Select(static layer => KeyValuePair.Create(layer.Kind, LayerOrigin.Of(layer.GetType())))
            .Where(static entry => entry.Value is not null)
            .Select(static entry =>
                KeyValuePair.Create(entry.Key, JsonSerializer.SerializeToNode(entry.Value, _options))
            )
            .ToArray();
        if (origins.Length > 0)
        {
            root[Origins] = new JsonObject(origins);
        }

        return root.ToJsonString(_options) + "\n";
    }

    /// <summary>Tests that a graph can be read again where these kinds are known.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="kinds">The layer kinds that are known, by plugins too.</param>
    /// <exception cref="UnknownLayerException">A layer is of another kind: no plugin has registered it.</exception>
    public static void CheckKinds(NetworkGraph graph, IEnumerable<LayerKind> kinds)
    {
        var types = kinds.ToDictionary(static kind => kind.Name, static kind => kind.Type);
        foreach (var node in graph.Nodes)
        {
            var type = node.Layer.GetType();
            if (!types.TryGetValue(node.Layer.Kind, out var known))
            {
                throw new UnknownLayerException(
                    $"Layer '{node.Name}' is of the kind '{node.Layer.Kind}' ({type.FullName} in "
                        + $"{type.Assembly.GetName().Name}), which no plugin has registered: no program could read "
                        + $"the model again. Call "
                        + $"builder.RegisterLayerKind<{type.Name}>() in the plugin's module."
                );
            }

            if (known != type)
            {
                throw new UnknownLayerException(
                    $"Layer '{node.Name}' is a {type.FullName} of {type.Assembly.GetName().Name}, but the kind "
                        + $"'{node.Layer.Kind}' is registered for {known.FullName} of "
                        + $"{known.Assembly.GetName().Name}. Give one of them another name."
                );
            }
        }
    }

    /// <summary>Reads a graph.</summary>
    /// <param name="text">The text of <c>graph.json</c>.</param>
    /// <param name="kinds">The layer kinds that are known, by plugins too.</param>
    /// <exception cref="UnknownLayerException">A layer is of a kind that is not known.</exception>
    /// <exception cref="GraphException">The text is no graph, or is of a newer version.</exception>
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

            var nodes = List(root, "nodes", "The graph")
                .Select((node, index) => ReadNode(node, index, types, root![Origins] as JsonObject));
            return new NetworkGraph(Value<int>(root, "inputChannels", "The graph"), nodes);
        }
        catch (JsonException fault)
        {
            throw new GraphException($"It is not a network graph: {fault.Message}");
        }
    }

    private static GraphNode ReadNode(JsonNode? node, int index, Dictionary<string, Type> types, JsonObject? origins)
    {
        var name = Value<string>(node, "name", $"Layer {index}");
        var where = $"Layer '{name}'";
        var kind = Value<string>(node, "kind", where);
        if (!types.TryGetValue(kind, out var type))
        {
            throw new UnknownLayerException(
                $"{where} is of the kind '{kind}'{From(origins?[kind])}, which is not loaded. "
                    + "Name the folder that has the plugin with --plugins."
            );
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

    // A note for people: whatever else stands there is no reason to refuse the graph.
    private static string From(JsonNode? origin) =>
        origin is JsonObject note && note["plugin"] is JsonValue plugin && note["version"] is JsonValue version
            ? $" of plugin {plugin} {version}"
            : " of a plugin";

    private static T Value<T>(JsonNode? parent, string key, string where) =>
        parent is JsonObject map && map[key] is JsonValue value && value.TryGetValue(out T? result)
            ? result
            : throw new JsonException($"{where} has no {(typeof(T) == typeof(int) ? "number" : "text")} '{key}'.");

    private static JsonArray List(JsonNode? parent, string key, string where) =>
        parent is JsonObject map && map[key] is JsonArray list
            ? list
            : throw new JsonException($"{where} has no list '{key}'.");
}
