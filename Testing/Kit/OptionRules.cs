using System.Globalization;
using System.Text.Json.Nodes;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Configuration;
using GsFramework.Core.Options;
using GsFramework.Parts;

namespace GsFramework.Testing.Kit;

/// <summary>What options records must be like.</summary>
internal static class OptionRules
{
    /// <summary>All options of a record, those of records in it too, with their paths.</summary>
    public static IEnumerable<(string[] Path, OptionProperty Property, object Owner)> All(
        object options,
        params string[] above
    )
    {
        foreach (var property in OptionsShape.Of(options.GetType()))
        {
            string[] path = [.. above, property.Name];
            yield return (path, property, options);
            if (property.Type.Form == OptionForm.Options && property.Get(options) is { } inner)
            {
                foreach (var below in All(inner, path))
                {
                    yield return below;
                }
            }
        }
    }

    /// <summary>Each default is a value that the option takes, and what is left to the user is said of an option by its
    /// name.</summary>
    public static void DefaultsAreValid(Rule rule, object defaults)
    {
        foreach (var (path, property, owner) in All(defaults))
        {
            if (property.Get(owner) is not { } value)
            {
                rule.Require(
                    property.MayBeNull,
                    $"the option '{Name(path)}' is null by default, but its type does not allow null.",
                    "Give the property a default value, or make its type nullable."
                );
                continue;
            }

            var elements =
                property.Type.Form == OptionForm.List
                    ? ((System.Collections.IEnumerable)value).Cast<object>()
                    : [value];
            foreach (
                var fault in elements.Select(element =>
                    ScalarText.Fault(
                        element,
                        property.Type.Form == OptionForm.List ? OptionType.Of(property.Type.Element!) : property.Type,
                        property
                    )
                )
            )
            {
                rule.Require(
                    fault is null,
                    $"the default of the option '{Name(path)}' is refused: {fault}.",
                    "Change the default, or the option's attributes."
                );
            }
        }

        var names = OptionsShape.Of(defaults.GetType()).Select(static property => property.Property.Name).ToHashSet();
        foreach (
            var (property, message) in rule.Run(
                () => ((defaults as IValidatesOptions)?.Faults() ?? []).ToArray(),
                "Faults() of the defaults"
            )
        )
        {
            rule.Require(
                names.Contains(property) && !string.IsNullOrWhiteSpace(message),
                $"Faults() says '{message}' of '{property}', which is no option.",
                "Return nameof(TheProperty) and a sentence that says what is wrong with it and what to do."
            );
        }
    }

    /// <summary>Each option says what it is.</summary>
    public static void AreDescribed(Rule rule, object defaults)
    {
        var silent = All(defaults)
            .Where(static option => string.IsNullOrWhiteSpace(option.Property.Description))
            .Select(static option => Name(option.Path))
            .ToArray();
        rule.Require(
            silent.Length == 0,
            $"nothing says what {string.Join(", ", silent.Select(static name => $"'{name}'"))} means.",
            "Put [Description(\"…\")] on the property: 'gs plugins show', the JSON schema and the reference print it."
        );
    }

    /// <summary>No number may be anything at all.</summary>
    public static void NumbersHaveLimits(
        Rule rule,
        PartFixture fixture,
        CatalogPart part,
        string options,
        object defaults
    )
    {
        // Any number is a seed.
        foreach (
            var (path, property, _) in All(defaults)
                .Where(static option =>
                    option.Property.Type.Form is OptionForm.Integer or OptionForm.IntegerOrAuto or OptionForm.Number
                    && !option.Property.Name.EndsWith("seed", StringComparison.OrdinalIgnoreCase)
                )
        )
        {
            string[] extremes =
                property.Type.Type == typeof(int) || property.Type.Form == OptionForm.IntegerOrAuto
                    ? ["-2147483648", "2147483647"]
                : property.Type.Form == OptionForm.Integer ? ["-9223372036854775808", "9223372036854775807"]
                : property.Type.Type == typeof(float) ? ["-3e38", "3e38"]
                : ["-1e300", "1e300"];
            rule.Require(
                extremes.Any(extreme => fixture.Bind(part, With(options, path, extreme)).Faults.Count > 0),
                $"the option '{Name(path)}' may be {extremes[0]} and {extremes[1]}.",
                "Put [Range(smallest, largest)] on the property, so that an impossible value is refused before any "
                    + "work starts."
            );
        }
    }

    /// <summary>The options with another value of one of them; null where no number is called so, or the value is
    /// refused.</summary>
    public static object? Changed(
        Rule rule,
        PartFixture fixture,
        CatalogPart part,
        string options,
        string option,
        double value
    )
    {
        if (
            OptionsShape
                .Of(part.Metadata.Options)
                .FirstOrDefault(property => property.Property.Name == option && property.Type.Form == OptionForm.Number)
            is not { } property
        )
        {
            return null;
        }

        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var (changed, faults) = rule.Run(
            () => fixture.Bind(part, With(options, [property.Name], text)),
            $"binding {text} to '{property.Name}'"
        );
        return faults.Count == 0 ? changed : null;
    }

    private static string With(string options, string[] path, string value)
    {
        var root = JsonNode.Parse(options)!.AsObject();
        var place = root;
        foreach (var name in path[..^1])
        {
            if (Key(place, name) is not { } key || place[key] is not JsonObject)
            {
                place[Key(place, name) ?? name] = new JsonObject();
            }

            place = place[Key(place, name)!]!.AsObject();
        }

        place[Key(place, path[^1]) ?? path[^1]] = JsonNode.Parse(value);
        return root.ToJsonString();
    }

    private static string? Key(JsonObject place, string name) =>
        place
            .Select(static entry => entry.Key)
            .FirstOrDefault(key => key.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static string Name(string[] path) => string.Join('.', path);
}
