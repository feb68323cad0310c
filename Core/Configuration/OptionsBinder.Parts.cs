using System.Collections;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Options;
using GsFramework.Parts;

namespace GsFramework.Core.Configuration;

/// <summary>Options that select other parts.</summary>
internal sealed partial class OptionsBinder
{
    private const string Kind = "kind";
    private const string Enabled = "enabled";

    /// <summary>A part by its name, or by an object with <c>kind</c> and its options.</summary>
    private object? BindPart(OptionType type, IPartSelection? value, ConfigurationPlace place)
    {
        if (!place.Exists)
        {
            return Complete(type, value, place);
        }

        // A word in a higher layer than the object below it replaces the object.
        var kind = (place.IsValue ? null : place[Kind].Word) ?? place.Word ?? value?.Kind;
        if (kind is null || place.IsList)
        {
            return Refuse(place, $"expected {type.Describe()}", value);
        }

        if (catalog.Find(type.Element!, kind) is not { } part)
        {
            var where = place[Kind].Exists && !place.IsValue ? place[Kind] : place;
            return Refuse(where, catalog.Unknown(type.Element!, kind), value);
        }

        var defaults =
            part.Metadata.Key == value?.Kind && value.Options is not null
                ? value.Options
                : OptionsShape.Defaults(part.Metadata.Options);
        return Select(type, part, place.IsValue ? Unchanged(defaults, place) : BindOptions(defaults, place, [Kind]));
    }

    /// <summary>A dictionary of parts by their kind: <c>"gamma-l1": { "enabled": true, options }</c>.</summary>
    private IDictionary BindParts(OptionType type, ConfigurationPlace place)
    {
        var selection = OptionType.Of(type.Element!);
        var result = EmptyDictionary(type);
        foreach (var child in place.Children)
        {
            if (catalog.Find(selection.Element!, child.Key) is not { } part)
            {
                Refuse(child, catalog.Unknown(selection.Element!, child.Key));
            }
            else if (BindEnabled(part, selection, child) is { } bound)
            {
                result[part.Metadata.Key] = bound;
            }
        }

        return result;
    }

    private object? BindEnabled(CatalogPart part, OptionType selection, ConfigurationPlace place)
    {
        if (place.IsNull || (place.IsValue && place.Is("false")))
        {
            return null;
        }

        if (place.IsValue && place.Value != ConfigurationValues.EmptyObject && !place.Is("true"))
        {
            return Refuse(
                place,
                $"expected an object with the options of {part.Metadata.Key}, or false, found {place.Found}"
            );
        }

        var defaults = OptionsShape.Defaults(part.Metadata.Options);
        var options = place.IsValue ? Unchanged(defaults, place) : BindOptions(defaults, place, [Enabled]);
        var enabled = place[Enabled];
        if (enabled.Exists && !enabled.Is("true") && !enabled.Is("false"))
        {
            Refuse(enabled, $"expected true or false, found {enabled.Found}");
        }

        return !place.IsValue && enabled.Is("false") ? null : Select(selection, part, options);
    }

    /// <summary>The defaults of a part that was selected by a word, whatever a lower layer says of its
    /// options.</summary>
    private object Unchanged(object defaults, ConfigurationPlace place)
    {
        var options = BindOptions(defaults, Nowhere(place), []);
        Validate(options, place);
        return options;
    }

    /// <summary>Fills in the options of a part that only a default selects.</summary>
    private object? Complete(OptionType type, IPartSelection? value, ConfigurationPlace place) =>
        value is not null && catalog.Find(type.Element!, value.Kind) is { } part
            ? Select(type, part, BindOptions(value.Options ?? OptionsShape.Defaults(part.Metadata.Options), place, []))
            : value;

    private ConfigurationPlace Nowhere(ConfigurationPlace place) =>
        new(layers, new ConfigurationNode(""), place.Path);

    private static object Select(OptionType selection, CatalogPart part, object options) =>
        Activator.CreateInstance(selection.Type, part.Metadata.Key, options)!;
}
