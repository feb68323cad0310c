namespace GsFramework.Core.Configuration;

/// <summary>A place in a configuration: what stands there, and where that came from.</summary>
internal sealed class ConfigurationPlace(ConfigurationLayers layers, ConfigurationNode node, string path)
{
    /// <summary>A place by its key, such as <c>model:teacher</c>.</summary>
    public ConfigurationPlace(ConfigurationLayers layers, string key)
        : this(layers, layers.Root.At(key), key.Replace(':', '.')) { }

    /// <summary>The place as messages write it: <c>objective.terms.distillation.weight</c>.</summary>
    public string Path => path;

    /// <summary>The last part of the path.</summary>
    public string Key => node.Key;

    /// <summary>The value of the place itself, or null.</summary>
    public string? Value => node.Value;

    /// <summary>The value where it is a word or number, not <c>null</c>, <c>{}</c> or <c>[]</c>.</summary>
    public string? Word => Value is null or ['\0', ..] ? null : Value;

    /// <summary>What stands below, by its keys.</summary>
    public IReadOnlyList<ConfigurationPlace> Children =>
        [.. node.Children.Select(child => new ConfigurationPlace(layers, child, Join(child.Key)))];

    /// <summary>The elements of a list.</summary>
    public IReadOnlyList<ConfigurationPlace> Items =>
        [.. node.Children.Select((child, index) => new ConfigurationPlace(layers, child, $"{path}[{index}]"))];

    /// <summary>True when the user wrote anything here.</summary>
    public bool Exists => Value is not null || node.Children.Count > 0;

    /// <summary>True when the value of the place itself overrides all that lower layers say below it.</summary>
    public bool IsValue => node.Layer > node.LayerBelow;

    /// <summary>True for <c>null</c>.</summary>
    public bool IsNull => Value == ConfigurationValues.Null && IsValue;

    /// <summary>True for a list, empty or not.</summary>
    public bool IsList =>
        Value == ConfigurationValues.EmptyList
        || (
            node.Children.Count > 0
            && node.Children.All(static child => int.TryParse(child.Key, out _))
        );

    /// <summary>True for an object, empty or not.</summary>
    public bool IsObject =>
        !IsList && (Value is null or ConfigurationValues.EmptyObject || (!IsValue && node.Children.Count > 0));

    /// <summary>What stands here, for a message.</summary>
    public string Found =>
        this switch
        {
            { IsList: true } => Value is null ? "a list" : "an empty list",
            { Value: null } => "an object",
            _ => ConfigurationValues.Show(Value!),
        };

    /// <summary>For a message: where it came from when that is not the file.</summary>
    public string Origin =>
        (ConfigurationLayer)Math.Max((int)node.Layer, (int)node.LayerBelow) switch
        {
            ConfigurationLayer.Environment => " (from the environment)",
            ConfigurationLayer.CommandLine => " (from --set)",
            _ => "",
        };

    /// <summary>A place below.</summary>
    public ConfigurationPlace this[string name] => new(layers, node.At(name), Join(name));

    /// <summary>The path of a name below.</summary>
    public string Join(string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>True when the value is a word, without regard to case.</summary>
    public bool Is(string word) => word.Equals(Value, StringComparison.OrdinalIgnoreCase);

    /// <summary>A relative path counts from the folder of the layer that gave it.</summary>
    public string FullPath(string file) => System.IO.Path.GetFullPath(file, layers.BaseFolder(node.Layer));
}
