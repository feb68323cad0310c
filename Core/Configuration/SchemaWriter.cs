using System.ComponentModel.DataAnnotations;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Options;

namespace GsFramework.Core.Configuration;

/// <summary>Writes the JSON schema of a configuration with the options of all loaded plugins, for completion in an
/// editor.</summary>
internal sealed class SchemaWriter(PluginCatalog catalog)
{
    private static readonly JsonSerializerOptions _writing = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // One definition a contract: parts refer to parts, and a contract may come back to itself.
    private readonly SortedDictionary<string, JsonNode> _definitions = new(StringComparer.Ordinal);

    /// <summary>The schema's text, draft 2020-12.</summary>
    public string Write()
    {
        var root = Object(new RunOptions());
        ((JsonObject)root["properties"]!).Insert(0, "$schema", new JsonObject { ["type"] = "string" });
        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        root.Insert(1, "title", "A run of GsFramework");
        root["$defs"] = new JsonObject(
            _definitions.Select(static pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))
        );
        return root.ToJsonString(_writing) + "\n";
    }

    private JsonObject Object(object options)
    {
        var properties = new JsonObject();
        foreach (var property in OptionsShape.Of(options.GetType()))
        {
            properties[property.Name] = Property(property, property.Get(options));
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["additionalProperties"] = false,
        };
    }

    private JsonObject Property(OptionProperty property, object? value)
    {
        var schema = Value(property.Type, value, property.Range);
        if (property.MayBeNull)
        {
            schema = new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
        }

        if (property.Description is not null)
        {
            schema.Insert(0, "description", property.Description);
        }

        if (value is not null && property.Type.Form is not OptionForm.Options)
        {
            schema["default"] = Default(property, value);
        }

        return schema;
    }

    private static JsonNode? Default(OptionProperty property, object value) =>
        value is Parts.IPartSelection { Options: null } part
            ? part.Kind
            : ResolvedConfiguration.ToNode(value, property.Property.PropertyType);

    private JsonObject Value(OptionType type, object? value, RangeAttribute? range) =>
        type.Form switch
        {
            OptionForm.Text => new JsonObject { ["type"] = "string" },
            OptionForm.Flag => new JsonObject { ["type"] = "boolean" },
            OptionForm.Integer => Number("integer", range),
            OptionForm.IntegerOrAuto => new JsonObject
            {
                ["anyOf"] = new JsonArray(
                    Number("integer", range),
                    new JsonObject { ["const"] = Parts.IntegerOrAuto.Word }
                ),
            },
            OptionForm.Number => Number("number", range),
            OptionForm.Choice => new JsonObject
            {
                ["enum"] = new JsonArray([.. type.Choices.Select(static name => (JsonNode)name)]),
            },
            OptionForm.Word => new JsonObject { ["type"] = new JsonArray("number", "string", "boolean") },
            OptionForm.Part => new JsonObject { ["$ref"] = $"#/$defs/{Part(type.Element!)}" },
            OptionForm.List => new JsonObject { ["type"] = "array", ["items"] = Element(type, range) },
            OptionForm.Dictionary when type.IsPartDictionary => PartDictionary(OptionType.Of(type.Element!).Element!),
            OptionForm.Dictionary => new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = Element(type, range),
            },
            _ => Object(value ?? OptionsShape.Defaults(type.Type)),
        };

    private JsonObject Element(OptionType type, RangeAttribute? range) =>
        Value(OptionType.Of(type.Element!), null, range);

    private static JsonObject Number(string type, RangeAttribute? range)
    {
        var schema = new JsonObject { ["type"] = type };
        if (range is not null)
        {
            schema[range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum"] = JsonSerializer.SerializeToNode(
                range.Minimum
            );
            schema[range.MaximumIsExclusive ? "exclusiveMaximum" : "maximum"] = JsonSerializer.SerializeToNode(
                range.Maximum
            );
        }

        return schema;
    }

    /// <summary>Defines the selection of a part: its name, or an object with <c>kind</c> and its options.</summary>
    private string Part(Type contract)
    {
        var name = ContractNames.Of(contract).Replace(' ', '-');
        if (!_definitions.TryAdd(name, false))
        {
            return name;
        }

        var parts = catalog.PartsOf(contract);
        if (parts.Count > 0)
        {
            _definitions[name] = new JsonObject
            {
                ["anyOf"] = new JsonArray([.. parts.Select(Name), .. parts.Select(WithOptions)]),
            };
        }

        return name;
    }

    private static JsonObject Name(CatalogPart part) =>
        new() { ["const"] = part.Metadata.Key, ["description"] = part.Metadata.Summary };

    private JsonObject WithOptions(CatalogPart part)
    {
        var schema = Object(OptionsShape.Defaults(part.Metadata.Options));
        ((JsonObject)schema["properties"]!).Insert(0, "kind", new JsonObject { ["const"] = part.Metadata.Key });
        schema.Insert(0, "description", part.Metadata.Summary);
        schema["required"] = new JsonArray("kind");
        return schema;
    }

    private JsonObject PartDictionary(Type contract)
    {
        var properties = new JsonObject();
        foreach (var part in catalog.PartsOf(contract))
        {
            var schema = Object(OptionsShape.Defaults(part.Metadata.Options));
            ((JsonObject)schema["properties"]!).Insert(
                0,
                "enabled",
                new JsonObject
                {
                    ["description"] = "False to leave it out.",
                    ["type"] = "boolean",
                    ["default"] = true,
                }
            );
            properties[part.Metadata.Key] = new JsonObject
            {
                ["description"] = part.Metadata.Summary,
                ["anyOf"] = new JsonArray(schema, new JsonObject { ["enum"] = new JsonArray(true, false, null) }),
            };
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["additionalProperties"] = false,
        };
    }
}
