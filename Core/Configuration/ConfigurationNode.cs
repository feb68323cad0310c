using Microsoft.Extensions.Configuration;

namespace GsFramework.Core.Configuration;

/// <summary>A key of a configuration, with what stands there and below it in all layers.</summary>
/// <remarks>The library's own sections look through all keys for the children of one, which takes longer than the
/// binding where a list has a thousand elements.</remarks>
/// <param name="key">The last part of its path; empty for the root.</param>
internal sealed class ConfigurationNode(string key)
{
    private readonly Dictionary<string, ConfigurationNode> _children = new(StringComparer.OrdinalIgnoreCase);
    private IReadOnlyList<ConfigurationNode>? _ordered;

    /// <summary>The last part of the path.</summary>
    public string Key => key;

    /// <summary>The value of the highest layer that has one here; null where none has.</summary>
    public string? Value { get; private set; }

    /// <summary>That layer.</summary>
    public ConfigurationLayer Layer { get; private set; } = ConfigurationLayer.None;

    /// <summary>The highest layer that has a value below.</summary>
    public ConfigurationLayer LayerBelow { get; private set; } = ConfigurationLayer.None;

    /// <summary>What stands below, numbers in their order and words by the alphabet.</summary>
    public IReadOnlyList<ConfigurationNode> Children =>
        _ordered ??=
            [.. _children.Values.OrderBy(static child => child.Key, ConfigurationKeyComparer.Instance)];

    /// <summary>The value of a key below, such as <c>model:teacher</c>.</summary>
    public string? this[string key] => At(key).Value;

    /// <summary>The place of a key below, which is empty where nothing stands.</summary>
    public ConfigurationNode At(string key)
    {
        var node = this;
        foreach (var part in key.Split(':'))
        {
            node = node._children.GetValueOrDefault(part) ?? new ConfigurationNode(part);
        }

        return node;
    }

    /// <summary>Lays a value of a layer over those of the layers before it.</summary>
    public void Lay(string key, string? value, ConfigurationLayer layer)
    {
        var node = this;
        foreach (var part in key.Split(':'))
        {
            node.LayerBelow = layer;
            if (!node._children.TryGetValue(part, out var child))
            {
                child = new ConfigurationNode(part);
                node._children.Add(part, child);
                node._ordered = null;
            }

            node = child;
        }

        (node.Value, node.Layer) = (value, layer);
    }
}
