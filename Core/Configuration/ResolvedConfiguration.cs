using System.Collections;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GsFramework.Core.Options;
using GsFramework.Parts;

namespace GsFramework.Core.Configuration;

/// <summary>Writes a configuration with every value that was in force, defaults included.</summary>
internal static class ResolvedConfiguration
{
    private static readonly JsonSerializerOptions _writing = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text of <c>config.resolved.json</c>. Reading it gives the same options again.</summary>
    public static string ToJson(RunOptions options) => ToNode(options).ToJsonString(_writing) + "\n";

    /// <summary>A value as JSON: options, parts, lists, numbers, words.</summary>
    public static JsonNode? ToNode(object? value, Type type)
    {
        var option = OptionType.Of(type);
        return (option.Form, value) switch
        {
            (_, null) => null,
            (OptionForm.Part, IPartSelection part) => WithKind(part),
            (OptionForm.Dictionary, IEnumerable entries) => new JsonObject(Entries(entries, option)),
            (OptionForm.List, IEnumerable items) => new JsonArray([
                .. items.Cast<object?>().Select(item => ToNode(item, option.Element!)),
            ]),
            (OptionForm.Options, _) => ToNode(value),
            (OptionForm.Choice, _) => ScalarText.Write(value),
            (OptionForm.Word, OptionWord word) => ToNode(word),
            (OptionForm.IntegerOrAuto, IntegerOrAuto { Number: { } number }) => number,
            (OptionForm.IntegerOrAuto, _) => IntegerOrAuto.Word,
            _ => JsonSerializer.SerializeToNode(value),
        };
    }

    // What was a number, or true or false, is one again, to the letter.
    private static JsonValue ToNode(OptionWord word)
    {
        try
        {
            return JsonNode.Parse(word.Text) is JsonValue value && value.GetValueKind() != JsonValueKind.String
                ? value
                : JsonValue.Create(word.Text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(word.Text);
        }
    }

    private static JsonObject ToNode(object options) =>
        new(
            OptionsShape
                .Of(options.GetType())
                .Select(property =>
                    KeyValuePair.Create(property.Name, ToNode(property.Get(options), property.Property.PropertyType))
                )
        );

    private static JsonObject WithKind(IPartSelection part)
    {
        var node = part.Options is null ? [] : ToNode(part.Options);
        node.Insert(0, "kind", part.Kind);
        return node;
    }

    // A dictionary of parts is keyed by their kinds, so the kind is not repeated.
    private static IEnumerable<KeyValuePair<string, JsonNode?>> Entries(IEnumerable entries, OptionType type)
    {
        foreach (var entry in entries)
        {
            var key = (string)entry.GetType().GetProperty("Key")!.GetValue(entry)!;
            var value = entry.GetType().GetProperty("Value")!.GetValue(entry);
            yield return KeyValuePair.Create(
                key,
                type.IsPartDictionary && value is IPartSelection part
                    ? part.Options is null
                        ? new JsonObject()
                        : ToNode(part.Options)
                    : ToNode(value, type.Element!)
            );
        }
    }
}
