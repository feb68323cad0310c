using System.Text.Json;
using GsFramework.Core.Interchange;

namespace GsFramework.Core.Configuration;

/// <summary>Turns JSON into the flat keys of Microsoft.Extensions.Configuration.</summary>
/// <remarks>The library's own JSON provider does not tell <c>null</c> from <c>{}</c>, and a term that is null is left
/// out while one that is empty is on with its defaults. So both stand here as values that no text can have.</remarks>
internal static class ConfigurationValues
{
    public const string Null = "\0null";
    public const string EmptyObject = "\0{}";
    public const string EmptyList = "\0[]";

    // Its keys are paths themselves, and a colon would begin a level here.
    private const string PathKeys = "sweep:keys";

    private static readonly JsonDocumentOptions _reading = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>The keys and values of a JSON object, without a <c>$schema</c> at its root.</summary>
    /// <exception cref="UserException">It does not parse, is no object, or has a key twice.</exception>
    public static Dictionary<string, string?> Flatten(string json, string file)
    {
        try
        {
            JsonCharacters.Check(json, _reading);
            using var document = JsonDocument.Parse(json, _reading);
            var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new UserException(
                    $"{file}: expected a JSON object, found {Show(document.RootElement.GetRawText())}."
                );
            }

            AddObject(document.RootElement, "", values, file);
            values.Remove("$schema");
            values.Remove("");
            return values;
        }
        catch (JsonException fault)
        {
            throw new UserException(
                $"{file}, {JsonFault.Place(fault)}: this is no valid JSON: {JsonFault.Reason(fault)}",
                fault
            );
        }
    }

    /// <summary>A value as a message shows it.</summary>
    public static string Show(string value) =>
        value switch
        {
            Null => "null",
            EmptyObject => "an empty object",
            EmptyList => "an empty list",
            { Length: > 60 } => $"'{value[..57]}...'",
            _ => $"'{value}'",
        };

    private static void Add(JsonElement element, string key, Dictionary<string, string?> values, string file)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                AddObject(element, key, values, file);
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Add(item, $"{key}:{index++}", values, file);
                }

                if (index == 0)
                {
                    values[key] = EmptyList;
                }

                break;
            case JsonValueKind.Null:
                values[key] = Null;
                break;
            default:
                values[key] = element.ValueKind == JsonValueKind.String ? element.GetString() : element.GetRawText();
                break;
        }
    }

    private static void AddObject(JsonElement element, string key, Dictionary<string, string?> values, string file)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var arePaths = key.Equals(PathKeys, StringComparison.OrdinalIgnoreCase);
        foreach (var property in element.EnumerateObject())
        {
            var name = arePaths ? property.Name.Replace(':', '.') : property.Name;
            var path = key.Length == 0 ? name : $"{key}:{name}";
            if (!names.Add(name))
            {
                throw new UserException($"{file}: {path.Replace(':', '.')} is there twice. Keep one of them.");
            }

            Add(property.Value, path, values, file);
        }

        if (names.Count == 0)
        {
            values[key] = EmptyObject;
        }
    }
}
