using System.Collections;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Options;
using GsFramework.Core.Text;
using GsFramework.Parts;

namespace GsFramework.Core.Configuration;

/// <summary>
/// Binds configuration onto options records and collects every fault on the way, each with its path. What is wrong
/// keeps its default, so that the rest can be judged too.
/// </summary>
/// <remarks>The library's own binder stops at the first fault, and knows neither parts nor near names.</remarks>
internal sealed partial class OptionsBinder(ConfigurationLayers layers, PluginCatalog catalog)
{
    private readonly List<ConfigurationFault> _faults = [];

    /// <summary>False where nothing reads images, so that their folders need not be there.</summary>
    public bool NeedsImages { get; init; } = true;

    /// <summary>What was found wrong so far.</summary>
    public IReadOnlyList<ConfigurationFault> Faults => _faults;

    /// <summary>Binds a whole configuration.</summary>
    public RunOptions BindRun() => (RunOptions)BindOptions(new RunOptions(), Root, []);

    /// <summary>Binds the <c>plugins</c> section alone, which must be known before the catalog is.</summary>
    public PluginOptions BindPlugins() => (PluginOptions)BindOptions(new PluginOptions(), Root["plugins"], []);

    /// <summary>Binds the options of one part that stand alone.</summary>
    public object BindOptionsOf(CatalogPart part) =>
        BindOptions(OptionsShape.Defaults(part.Metadata.Options), Root, []);

    /// <summary>Binds the options of one part that stand below a key.</summary>
    public object BindOptionsOf(CatalogPart part, string key) =>
        BindOptions(OptionsShape.Defaults(part.Metadata.Options), Root[key], []);

    private ConfigurationPlace Root => new(layers, layers.Root, "");

    /// <summary>Binds what stands below a place.</summary>
    /// <param name="defaults">The values of what is not there.</param>
    /// <param name="place">Where the options stand.</param>
    /// <param name="reserved">Keys that are no options.</param>
    private object BindOptions(object defaults, ConfigurationPlace place, string[] reserved)
    {
        var result = OptionsShape.Copy(defaults);
        var shape = OptionsShape.Of(result.GetType());
        var refused = _faults.Count;
        string[] known = [.. reserved, .. shape.Select(static property => property.Name)];
        foreach (
            var child in place.Children.Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
        )
        {
            Refuse(child, "unknown key" + NearestName.Advice(child.Key, known));
        }

        // Its own rules are asked unless a value of its own is wrong, whatever is wrong in the sections below it.
        refused = _faults.Count - refused;
        foreach (var property in shape)
        {
            var (before, child) = (_faults.Count, place[property.Name]);
            property.Set(result, BindProperty(property, property.Get(result), child));
            refused += _faults.Skip(before).Count(fault => !IsSection(property.Type) || fault.Path == child.Path);
        }

        if (place.Exists && refused == 0)
        {
            Validate(result, place);
        }

        return result;
    }

    private static bool IsSection(OptionType type) =>
        type.Form is OptionForm.Options or OptionForm.Part or OptionForm.Dictionary;

    private void Validate(object options, ConfigurationPlace place)
    {
        foreach (var (name, message) in (options as IValidatesOptions)?.Faults() ?? [])
        {
            var property = OptionsShape
                .Of(options.GetType())
                .FirstOrDefault(property => property.Property.Name == name);
            _faults.Add(new ConfigurationFault(place.Join(property?.Name ?? name), message));
        }
    }

    private object? BindProperty(OptionProperty property, object? value, ConfigurationPlace place)
    {
        if (!place.IsNull)
        {
            return BindValue(property, property.Type, value, place);
        }

        return property.MayBeNull ? null : Refuse(place, $"expected {property.Type.Describe()}, found null", value);
    }

    private object? BindValue(OptionProperty property, OptionType type, object? value, ConfigurationPlace place) =>
        type.Form switch
        {
            OptionForm.Part => BindPart(type, (IPartSelection?)value, place),
            OptionForm.Options when value is null && !place.Exists => null,
            OptionForm.Options when place.IsObject => BindOptions(value ?? OptionsShape.Defaults(type.Type), place, []),
            _ when !place.Exists => value,
            OptionForm.List when place.Word is not null && place.IsValue => Refuse(
                place,
                $"expected {type.Describe()}, found {ConfigurationValues.Show(place.Word)}; give the elements one by "
                    + $"one, as "
                    + $"{place.Path.Replace('.', ':')}:0={place.Word}",
                value
            ),
            OptionForm.List when place.IsList => BindList(property, type, place),
            OptionForm.Dictionary when place.IsObject && type.IsPartDictionary => BindParts(type, place),
            OptionForm.Dictionary when place.IsObject => BindDictionary(property, type, place),
            OptionForm.Options or OptionForm.List or OptionForm.Dictionary => Refuse(
                place,
                $"expected {type.Describe()}, found {place.Found}",
                value
            ),
            _ => BindScalar(property, type, value, place),
        };

    private object? BindScalar(OptionProperty property, OptionType type, object? value, ConfigurationPlace place)
    {
        if (place.Value is null)
        {
            return Refuse(place, $"expected {type.Describe()}, found {place.Found}", value);
        }

        var (read, fault) = ScalarText.Read(place.Value, type);
        if (read is string file && property.Path is { } demand)
        {
            read = place.FullPath(file);
            fault =
                demand.MustExist
                && (NeedsImages || !place.Path.StartsWith("data.", StringComparison.Ordinal))
                && !Path.Exists((string)read)
                    ? $"{read} does not exist"
                    : null;
        }

        fault ??= ScalarText.Fault(read!, type, property);
        return fault is null ? read : Refuse(place, fault, value);
    }

    private object BindList(OptionProperty property, OptionType type, ConfigurationPlace place)
    {
        var element = OptionType.Of(type.Element!);
        var result = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(type.Element!))!;
        foreach (var item in place.Items.Select(item => BindValue(property, element, ElementDefault(element), item)))
        {
            _ = item is null ? -1 : result.Add(item);
        }

        if (ScalarText.UnmetDemand(result, property) is { } unmet)
        {
            Refuse(place, unmet);
        }

        if (!type.Type.IsArray)
        {
            return result;
        }

        var array = Array.CreateInstance(type.Element!, result.Count);
        result.CopyTo(array, 0);
        return array;
    }

    private IDictionary BindDictionary(OptionProperty property, OptionType type, ConfigurationPlace place)
    {
        var element = OptionType.Of(type.Element!);
        var result = EmptyDictionary(type);
        foreach (var child in place.Children)
        {
            if (BindValue(property, element, ElementDefault(element), child) is { } item)
            {
                result[child.Key] = item;
            }
        }

        return result;
    }

    private static IDictionary EmptyDictionary(OptionType type) =>
        (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), type.Element!))!;

    private static object? ElementDefault(OptionType element) =>
        element.Form == OptionForm.Options ? OptionsShape.Defaults(element.Type) : null;

    /// <summary>Notes a fault and keeps the value that was there.</summary>
    private object? Refuse(ConfigurationPlace place, string message, object? value = null)
    {
        _faults.Add(new ConfigurationFault(place.Path, message + place.Origin));
        return value;
    }
}
