using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using GsFramework.Graph.Layers;

namespace GsFramework.Graph;

/// <summary>A layer kind's name in <c>graph.json</c> and its record.</summary>
/// <param name="Name">As <see cref="Layer.Kind"/>.</param>
/// <param name="Type">The record type.</param>
public sealed record LayerKind(string Name, Type Type)
{
    /// <summary>The kinds of this assembly.</summary>
    public static IReadOnlyList<LayerKind> BuiltIn { get; } =
    [
        new("conv2d", typeof(Conv2d)),
        new("conv-transpose2d", typeof(ConvTranspose2d)),
        new("instance-norm2d", typeof(InstanceNorm2d)),
        new("batch-norm2d", typeof(BatchNorm2d)),
        new("activation", typeof(Activation)),
        new("padding2d", typeof(Padding2d)),
        new("add", typeof(Add)),
        new("concat", typeof(Concat)),
        new("depth-to-space", typeof(DepthToSpace)),
        new("global-average-pool", typeof(GlobalAveragePool)),
        new("max-pool2d", typeof(MaxPool2d)),
        new("channel-shift", typeof(ChannelShift)),
        new("clamp-quantizer", typeof(ClampQuantizer)),
        new("affine-quantizer", typeof(AffineQuantizer)),
    ];
}

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
        WriteIndented = true,
    };

    /// <summary>The text of a graph.</summary>
    public static string Write(NetworkGraph graph)
    {
        var nodes = graph.Nodes.Select(static node =>
        {
            var layer = JsonSerializer.SerializeToNode(node.Layer, node.Layer.GetType(), _options)!.AsObject();
            layer.Remove("mixesChannels");
            layer.Remove("kind");
            layer.Remove("integerMax");
            (layer["quantizer"] as JsonObject)?.Remove("integerMax");
            return (JsonNode)new JsonObject
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
    /// <exception cref="GraphException">The text is no graph, is of a newer version, or has an unknown layer kind.</exception>
    public static NetworkGraph Read(string text, IEnumerable<LayerKind> kinds)
    {
        var types = kinds.ToDictionary(static kind => kind.Name, static kind => kind.Type);
        try
        {
            var root = JsonNode.Parse(text)!.AsObject();
            var version = (int)root["schemaVersion"]!;
            if (version > Version)
            {
                throw new GraphException($"It has schema version {version}; this program reads up to {Version}. Use a newer gs.");
            }

            return new NetworkGraph((int)root["inputChannels"]!, root["nodes"]!.AsArray().Select(node => ReadNode(node!, types)));
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            throw new GraphException($"It is not a network graph: {fault.Message}");
        }
    }

    private static GraphNode ReadNode(JsonNode node, Dictionary<string, Type> types)
    {
        var kind = (string)node["kind"]!;
        if (!types.TryGetValue(kind, out var type))
        {
            throw new GraphException($"Layer '{node["name"]}' is of the unknown kind '{kind}'. Load the plugin that has it.");
        }

        var layer = (Layer)node["layer"].Deserialize(type, _options)!;
        return new GraphNode((string)node["name"]!, layer, [.. node["inputs"]!.AsArray().Select(static name => (string)name!)]);
    }
}
