using System.Collections;
using GsFramework.Host.Composition;
using GsFramework.Parts;
using Microsoft.Extensions.Configuration;

namespace GsFramework.Host.Configuration;

/// <summary>
/// Binds configuration onto options records and collects every fault on the way, each with its path. What is wrong keeps
/// its default, so that the rest can be judged too.
/// </summary>
/// <remarks>The library's own binder stops at the first fault, and knows neither parts nor near names.</remarks>
internal sealed class OptionsBinder(ConfigurationLayers layers, PluginCatalog catalog)
{
    private const string Kind = "kind";
    private const string Enabled = "enabled";

    private readonly List<ConfigurationFault> _faults = [];

    /// <summary>What was found wrong so far.</summary>
    public IReadOnlyList<ConfigurationFault> Faults => _faults;

    /// <summary>Binds a whole configuration.</summary>
    public RunOptions BindRun() => (RunOptions)BindOptions(new RunOptions(), layers.Root, "", []);

    /// <summary>Binds the <c>plugins</c> section alone, which must be known before the catalog is.</summary>
    public PluginOptions BindPlugins() =>
        (PluginOptions)BindOptions(new PluginOptions(), layers.Root.GetSection("plugins"), "plugins", []);

    private object BindOptions(object defaults, IConfiguration section, string path, string[] reserved)
    {
        var type = defaults.GetType();
        var result = OptionsShape.Copy(defaults);
        var shape = OptionsShape.Of(type);
        var faultsBefore = _faults.Count;
        var children = section.GetChildren().ToList();
        foreach (var child in children)
        {
            if (!Names(child.Key, shape, reserved))
                Refuse(path.Length == 0 ? child.Key : $"{path}.{child.Key}", child, UnknownKey(child.Key, shape, reserved));
        }

        foreach (var property in shape)
        {
            var child = section.GetSection(property.Name);
            var childPath = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            property.Set(result, BindProperty(property, property.Get(result), child, childPath));
        }

        if (children.Count > 0 && _faults.Count == faultsBefore && result is IValidatesOptions validating)
        {
            foreach (var (name, message) in validating.Faults())
                _faults.Add(new ConfigurationFault($"{path}.{JsonName(shape, name)}", message));
        }

        return result;
    }

    private object? BindProperty(OptionProperty property, object? value, IConfigurationSection section, string path)
    {
        if (IsNull(section))
        {
            if (property.MayBeNull)
                return null;

            Refuse(path, section, $"expected {property.Type.Describe()}, found null");
            return value;
        }

        return BindValue(property, property.Type, value, section, path);
    }

    private object? BindValue(OptionProperty property, OptionType type, object? value, IConfigurationSection section, string path) =>
        type.Form switch
        {
            OptionForm.Part => BindPart(type, (IPartSelection?)value, section, path),
            OptionForm.Options when value is null && !Exists(section) => null,
            OptionForm.Options => ExpectObject(section, path, type)
                ? BindOptions(value ?? OptionsShape.Defaults(type.Type), section, path, [])
                : value,
            _ when !Exists(section) => value,
            OptionForm.List => BindList(property, type, value, section, path),
            OptionForm.Dictionary when type.IsPartDictionary => BindParts(type, value, section, path),
            OptionForm.Dictionary => BindDictionary(property, type, value, section, path),
            _ => BindScalar(property, type, value, section, path),
        };

    private object? BindScalar(OptionProperty property, OptionType type, object? value, IConfigurationSection section, string path)
    {
        if (section.Value is null)
        {
            Refuse(path, section, $"expected {type.Describe()}, found {(IsList(section) ? "a list" : "an object")}");
            return value;
        }

        var (read, fault) = ScalarText.Read(section.Value, type);
        if (read is string text && property.Path is { } demand)
        {
            read = Path.GetFullPath(text, layers.BaseFolder(section.Path));
            if (demand.MustExist && !Path.Exists((string)read))
                fault = $"{read} does not exist";
        }

        fault ??= ScalarText.Fault(read!, type, property);
        if (fault is null)
            return read;

        Refuse(path, section, fault);
        return value;
    }

    private object? BindList(OptionProperty property, OptionType type, object? value, IConfigurationSection section, string path)
    {
        var element = OptionType.Of(type.Element!);
        if (section.Value != ConfigurationValues.EmptyList && !IsList(section))
        {
            Refuse(path, section, section.Value is { } text
                ? $"expected a list, found {ConfigurationValues.Show(text)}"
                : "expected a list, found an object");
            return value;
        }

        var items = section.GetChildren()
            .Select((child, index) => BindValue(property, element, Default(element), child, $"{path}[{index}]"))
            .ToList();
        var result = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(type.Element!))!;
        foreach (var item in items.Where(static item => item is not null))
            result.Add(item);

        if (ScalarText.UnmetDemand(result, property) is { } unmet)
            Refuse(path, section, unmet);

        if (!type.Type.IsArray)
            return result;

        var array = Array.CreateInstance(type.Element!, result.Count);
        result.CopyTo(array, 0);
        return array;
    }

    private object? BindDictionary(OptionProperty property, OptionType type, object? value, IConfigurationSection section, string path)
    {
        if (!ExpectObject(section, path, type))
            return value;

        var element = OptionType.Of(type.Element!);
        var result = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), type.Element!))!;
        foreach (var child in section.GetChildren())
        {
            if (BindValue(property, element, Default(element), child, $"{path}.{child.Key}") is { } item)
                result[child.Key] = item;
        }

        return result;
    }

    /// <summary>A dictionary of parts by their kind: <c>"gamma-l1": { "enabled": true, options }</c>.</summary>
    private object? BindParts(OptionType type, object? value, IConfigurationSection section, string path)
    {
        if (!ExpectObject(section, path, type))
            return value;

        var selection = OptionType.Of(type.Element!);
        var result = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), type.Element!))!;
        foreach (var child in section.GetChildren())
        {
            var childPath = $"{path}.{child.Key}";
            if (catalog.Find(selection.Element!, child.Key) is not { } part)
                Refuse(childPath, child, catalog.Unknown(selection.Element!, child.Key));
            else if (BindEnabled(part, selection, child, childPath) is { } bound)
                result[part.Metadata.Key] = bound;
        }

        return result;
    }

    private object? BindEnabled(CatalogPart part, OptionType selection, IConfigurationSection section, string path)
    {
        var isWord = layers.Of(section.Path) > layers.Below(section.Path);
        if (isWord && (section.Value == ConfigurationValues.Null || IsWord(section.Value, "false")))
            return null;

        if (isWord && section.Value != ConfigurationValues.EmptyObject && !IsWord(section.Value, "true"))
        {
            Refuse(path, section, $"expected an object with the term's options, or false, found {ConfigurationValues.Show(section.Value!)}");
            return null;
        }

        var options = BindOptions(OptionsShape.Defaults(part.Metadata.Options), section, path, [Enabled]);
        var enabled = section.GetSection(Enabled);
        if (Exists(enabled) && !bool.TryParse(enabled.Value, out _))
            Refuse($"{path}.{Enabled}", enabled, $"expected true or false, found {ConfigurationValues.Show(enabled.Value ?? "")}");

        return IsWord(enabled.Value, "false") ? null : Select(selection, part, options);
    }

    private object? BindPart(OptionType type, IPartSelection? value, IConfigurationSection section, string path)
    {
        if (!Exists(section))
            return value is null || catalog.Find(type.Element!, value.Kind) is not { } known
                ? value
                : Select(type, known, BindOptions(value.Options ?? OptionsShape.Defaults(known.Metadata.Options), section, path, []));

        // A word in a higher layer than the object below it replaces the object.
        var isWord = layers.Of(section.Path) > layers.Below(section.Path);
        var kind = (isWord ? null : section[Kind]) ?? Word(section.Value) ?? value?.Kind;
        if (kind is null || IsList(section))
        {
            Refuse(path, section, $"expected {type.Describe()}");
            return value;
        }

        if (catalog.Find(type.Element!, kind) is not { } part)
        {
            Refuse(Exists(section.GetSection(Kind)) && !isWord ? $"{path}.{Kind}" : path, section, catalog.Unknown(type.Element!, kind));
            return value;
        }

        var defaults = part.Metadata.Key == value?.Kind && value.Options is not null
            ? value.Options
            : OptionsShape.Defaults(part.Metadata.Options);
        return Select(type, part, isWord ? OptionsShape.Copy(defaults) : BindOptions(defaults, section, path, [Kind]));
    }

    private static object Select(OptionType selection, CatalogPart part, object options) =>
        Activator.CreateInstance(selection.Type, part.Metadata.Key, options)!;

    private bool ExpectObject(IConfigurationSection section, string path, OptionType type)
    {
        var isObject = !IsList(section) && (section.Value is null or ConfigurationValues.EmptyObject || section.GetChildren().Any());
        if (!isObject)
            Refuse(path, section, $"expected {type.Describe()}, found {(IsList(section) ? "a list" : ConfigurationValues.Show(section.Value!))}");

        return isObject;
    }

    private void Refuse(string path, IConfigurationSection section, string message)
    {
        var origin = (ConfigurationLayer)Math.Max((int)layers.Of(section.Path), (int)layers.Below(section.Path)) switch
        {
            ConfigurationLayer.Environment => " (from the environment)",
            ConfigurationLayer.CommandLine => " (from --set)",
            _ => "",
        };
        _faults.Add(new ConfigurationFault(path, message + origin));
    }

    private bool IsNull(IConfigurationSection section) =>
        section.Value == ConfigurationValues.Null && layers.Of(section.Path) > layers.Below(section.Path);

    private static bool Exists(IConfigurationSection section) => section.Value is not null || section.GetChildren().Any();

    private static bool IsList(IConfigurationSection section) =>
        section.Value == ConfigurationValues.EmptyList
        || (section.GetChildren().ToList() is { Count: > 0 } children && children.All(static child => int.TryParse(child.Key, out _)));

    private static bool IsWord(string? value, string word) => word.Equals(value, StringComparison.OrdinalIgnoreCase);

    private static string? Word(string? value) => value is null or ['\0', ..] ? null : value;

    private static object? Default(OptionType type) => type.Form == OptionForm.Options ? OptionsShape.Defaults(type.Type) : null;

    private static bool Names(string key, IEnumerable<OptionProperty> shape, string[] reserved) =>
        shape.Select(static property => property.Name).Concat(reserved).Contains(key, StringComparer.OrdinalIgnoreCase);

    private static string UnknownKey(string key, IReadOnlyList<OptionProperty> shape, string[] reserved) =>
        "unknown key" + NearestName.Advice(key, [.. reserved, .. shape.Select(static property => property.Name)]);

    private static string JsonName(IEnumerable<OptionProperty> shape, string property) =>
        shape.FirstOrDefault(option => option.Property.Name == property)?.Name ?? property;
}
