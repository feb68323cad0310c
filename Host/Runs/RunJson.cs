using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using GsFramework.Core.Interchange;

namespace GsFramework.Host.Runs;

/// <summary>How the program writes and reads the JSON of its results.</summary>
internal static partial class RunJson
{
    /// <summary>What to do about a damaged file of a run.</summary>
    public const string Restore = "Restore it, or start the run again in another folder.";

    private const string Time = "a time such as 2026-01-02T03:04:05Z";

    private static readonly JsonDocumentOptions _document = new() { AllowDuplicateProperties = false };

    /// <summary>Indented, with names in camel case.</summary>
    public static JsonSerializerOptions Format { get; } =
        new()
        {
            WriteIndented = true,
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            RespectNullableAnnotations = true,
            Converters = { new FiniteNumber() },
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        };

    /// <summary>The text of a file of this kind.</summary>
    public static string Text<T>(T content) => JsonSerializer.Serialize(content, Format) + "\n";

    /// <summary>Reads a file. What is null in it counts as missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="remedy">What to do where it is damaged.</param>
    /// <exception cref="UserException">It is damaged.</exception>
    public static T Read<T>(string path, string remedy = Restore) => As<T>(ReadObject(path, remedy), path, "", remedy);

    /// <summary>Reads a file whose fields are not known.</summary>
    /// <inheritdoc cref="Read"/>
    public static JsonObject ReadObject(string path, string remedy = Restore)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path), documentOptions: _document) as JsonObject
                ?? throw new JsonException("It is no JSON object.");
        }
        catch (JsonException fault)
        {
            throw Damaged(path, JsonFault.Text(fault), remedy, fault);
        }
    }

    /// <summary>A part of a file as a record.</summary>
    /// <param name="node">The part. What is null in it counts as missing.</param>
    /// <param name="path">The file.</param>
    /// <param name="place">Keys that lead to the part, as in <c>run.machine</c>; empty for all of the file.</param>
    /// <param name="remedy">What to do where it is damaged.</param>
    /// <exception cref="UserException">It is damaged.</exception>
    public static T As<T>(JsonNode node, string path, string place, string remedy = Restore)
    {
        try
        {
            return WithoutNulls(node).Deserialize<T>(Format)!;
        }
        catch (JsonException fault)
        {
            throw Damaged(path, Reason<T>(fault, place), remedy, fault);
        }
    }

    /// <summary>The error of a damaged file.</summary>
    public static UserException Damaged(string path, string reason, string remedy = Restore, Exception? fault = null) =>
        $"'{path}' is damaged: {reason} {remedy}" is var message && fault is null ? new(message) : new(message, fault);

    private static string Reason<T>(JsonException fault, string place)
    {
        var at = (fault.Path ?? "$").TrimStart('$').TrimStart('.');
        var key = string.Join('.', new[] { place, at }.Where(static part => part.Length > 0));
        if (Missing().Match(fault.Message) is { Success: true } missing)
        {
            return $"it has no '{(key.Length > 0 ? key + "." : "")}{missing.Groups[1].Value}'.";
        }

        var expected = Steps().Matches(at).Aggregate(typeof(T), static (type, step) => Below(type, step.Value));
        return $"at '{(key.Length > 0 ? key : "its beginning")}', expected "
            + $"{Words(Nullable.GetUnderlyingType(expected) ?? expected)}.";
    }

    // The type of a field, of an entry, or of an item.
    private static Type Below(Type type, string step) =>
        Format.GetTypeInfo(type).Properties.FirstOrDefault(property => property.Name == step)?.PropertyType
        ?? Format.GetTypeInfo(type).ElementType
        ?? typeof(object);

    private static string Words(Type type) =>
        Type.GetTypeCode(type) switch
        {
            TypeCode.Double => "a number",
            TypeCode.Int32 or TypeCode.Int64 => "a whole number",
            TypeCode.Boolean => "true or false",
            TypeCode.String => "text",
            TypeCode.DateTime => Time,
            _ => type == typeof(DateTimeOffset) ? Time
            : Format.GetTypeInfo(type).Kind == JsonTypeInfoKind.Enumerable ? "a list"
            : "an object",
        };

    private static JsonNode WithoutNulls(JsonNode node) =>
        node switch
        {
            JsonObject entries => new JsonObject(
                entries
                    .Where(static entry => entry.Value is not null)
                    .Select(static entry => KeyValuePair.Create(entry.Key, (JsonNode?)WithoutNulls(entry.Value!)))
            ),
            JsonArray items => new JsonArray([.. items.OfType<JsonNode>().Select(WithoutNulls)]),
            _ => node.DeepClone(),
        };

    [GeneratedRegex("missing required properties including: '([^']+)'")]
    private static partial Regex Missing();

    [GeneratedRegex(@"[^.\[\]]+")]
    private static partial Regex Steps();

    // A text of digits with a large exponent is read as infinity, which no result has.
    private sealed class FiniteNumber : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var value) && double.IsFinite(value)
                ? value
                : throw new JsonException($"The JSON value could not be converted to {typeof(double)}.");

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value);
    }
}
