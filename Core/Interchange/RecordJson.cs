using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace GsFramework.Core.Interchange;

/// <summary>How the program writes and reads the JSON files of its own.</summary>
/// <remarks>Numbers in them are counts, sizes, times and ratios: never below 0, but for those that are
/// <see cref="SignedAttribute"/>.</remarks>
internal static partial class RecordJson
{
    /// <summary>What to do about a damaged file of a run.</summary>
    public const string Restore = "Restore it, or start the run again in another folder.";

    private const string Time = "a time such as 2026-01-02T03:04:05Z";

    private static readonly Dictionary<Type, JsonConverter> _notNegative = new()
    {
        [typeof(int)] = new Number<int>(isSigned: false),
        [typeof(int?)] = new Optional<int>(new Number<int>(isSigned: false)),
        [typeof(long)] = new Number<long>(isSigned: false),
        [typeof(long?)] = new Optional<long>(new Number<long>(isSigned: false)),
        [typeof(double)] = new Number<double>(isSigned: false),
        [typeof(double?)] = new Optional<double>(new Number<double>(isSigned: false)),
    };

    private static readonly JsonDocumentOptions _document = new() { AllowDuplicateProperties = false };

    /// <summary>Indented, with names in camel case.</summary>
    public static JsonSerializerOptions Format { get; } =
        new()
        {
            WriteIndented = true,
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            RespectNullableAnnotations = true,
            Converters =
            {
                new Number<double>(isSigned: true),
                new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
            },
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Require, NotNegative } },
        };

    /// <summary>The text of a file of this kind.</summary>
    public static string Text<T>(T content) => JsonSerializer.Serialize(content, Format) + "\n";

    /// <summary>Reads a file. What is null in it counts as missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="remedy">What to do where it is damaged.</param>
    /// <exception cref="UserException">It is damaged.</exception>
    public static T Read<T>(string path, string remedy = Restore) => As<T>(ReadObject(path, remedy), path, "", remedy);

    /// <summary>Reads a file that says of which version it is.</summary>
    /// <exception cref="UserException">It is damaged, or a later version of the program wrote it.</exception>
    public static T ReadVersion<T>(string path, int schema, string remedy = Restore)
    {
        var content = ReadObject(path, remedy);
        CheckVersion(content, schema, path, remedy);
        return As<T>(content, path, "", remedy);
    }

    /// <summary>Reads a file whose fields are not known.</summary>
    /// <inheritdoc cref="Read"/>
    public static JsonObject ReadObject(string path, string remedy = Restore)
    {
        try
        {
            var text = File.ReadAllText(path);
            JsonCharacters.Check(text);
            return JsonNode.Parse(text, documentOptions: _document) as JsonObject
                ?? throw new JsonException("it holds no JSON object.");
        }
        catch (JsonException fault)
        {
            throw Damaged(path, JsonFault.Text(fault), remedy, fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"'{path}' cannot be read: {fault.Message} {remedy}", fault);
        }
    }

    /// <summary>Tests that a file was not written by a later version of this program.</summary>
    /// <exception cref="UserException">It was, or says nothing of its version that can be read.</exception>
    private static void CheckVersion(JsonObject content, int schema, string path, string remedy = Restore)
    {
        if (content["schemaVersion"] is not { } version)
        {
            return;
        }

        if (version.GetValueKind() != JsonValueKind.Number || !version.AsValue().TryGetValue(out int number))
        {
            throw Damaged(path, "at 'schemaVersion', expected a whole number.", remedy);
        }

        if (number > schema)
        {
            throw new UserException(
                $"'{path}' was written by a later version of this program: its schemaVersion is {number}, and this one "
                    + $"reads {schema}. Use the program that wrote it."
            );
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
            return NullItem(node) is { } item
                ? throw Damaged(path, $"at '{At(place, item)}', there is null in a list.", remedy)
                : WithoutNulls(node).Deserialize<T>(Format)!;
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
        var key = At(place, at);
        if (Missing().Match(fault.Message) is { Success: true } missing)
        {
            return $"it has no '{(key.Length > 0 ? key + "." : "")}{missing.Groups[1].Value}'.";
        }

        if (fault.InnerException is BelowZeroException below)
        {
            return $"at '{key}', expected a number of 0 or more, found {below.Message}.";
        }

        var expected = Steps().Matches(at).Aggregate(typeof(T), static (type, step) => Below(type, step.Value));
        return $"at '{(key.Length > 0 ? key : "its beginning")}', expected "
            + $"{Words(Nullable.GetUnderlyingType(expected) ?? expected)}.";
    }

    private static string At(string place, string key) =>
        string.Join('.', new[] { place, key }.Where(static part => part.Length > 0))
            .Replace(".[", "[", StringComparison.Ordinal);

    // Where the first null of a list is. The reader itself does not look at the items of lists.
    private static string? NullItem(JsonNode? node) =>
        node switch
        {
            JsonObject entries => entries
                .Select(static entry => NullItem(entry.Value) is { } inner ? At(entry.Key, inner) : null)
                .FirstOrDefault(static found => found is not null),
            JsonArray items => items
                .Select(
                    static (item, index) =>
                        item is null ? $"[{index}]"
                        : NullItem(item) is { } inner ? At($"[{index}]", inner)
                        : null
                )
                .FirstOrDefault(static found => found is not null),
            _ => null,
        };

    // The type of a field, of an entry, or of an item.
    private static Type Below(Type type, string step) =>
        Format.GetTypeInfo(type).Properties.FirstOrDefault(property => property.Name == step)?.PropertyType
        ?? Format.GetTypeInfo(type).ElementType
        ?? typeof(object);

    private static string Words(Type type) =>
        (type.IsEnum ? TypeCode.Object : Type.GetTypeCode(type)) switch
        {
            TypeCode.Double => "a number",
            TypeCode.Int32 or TypeCode.Int64 => "a whole number",
            TypeCode.Boolean => "true or false",
            TypeCode.String => "text",
            TypeCode.DateTime => Time,
            _ => type == typeof(DateTimeOffset) ? Time
            : type.IsEnum
                ? $"one of {string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName))}"
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

    // The parameters of a record that may not be null. What is null is not written by all versions.
    private static void Require(JsonTypeInfo type)
    {
        foreach (
            var property in type.Properties.Where(static property =>
                property is { Set: not null, AssociatedParameter: { IsNullable: false, HasDefaultValue: false } }
                && Nullable.GetUnderlyingType(property.PropertyType) is null
            )
        )
        {
            property.IsRequired = true;
        }
    }

    private static void NotNegative(JsonTypeInfo type)
    {
        foreach (
            var property in type.Properties.Where(static property =>
                property.AttributeProvider?.IsDefined(typeof(SignedAttribute), inherit: true) != true
            )
        )
        {
            property.CustomConverter = _notNegative.GetValueOrDefault(property.PropertyType, property.CustomConverter!);
        }
    }

    // What is null is not there when a record is read, but is written.
    private sealed class Optional<T>(Number<T> number) : JsonConverter<T?>
        where T : struct, INumber<T>
    {
        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            number.Read(ref reader, typeToConvert, options);

        public override void Write(Utf8JsonWriter writer, T? value, JsonSerializerOptions options)
        {
            if (value is { } there)
            {
                number.Write(writer, there, options);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }

    private sealed class BelowZeroException(string number) : Exception(number);

    // A text of digits with a large exponent is read as infinity, which no record has.
    private sealed class Number<T>(bool isSigned) : JsonConverter<T>
        where T : struct, INumber<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (
                reader.TokenType != JsonTokenType.Number
                || !T.TryParse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                || !T.IsFinite(value)
            )
            {
                throw new JsonException($"The JSON value could not be converted to {typeof(T)}.");
            }

            return isSigned || !T.IsNegative(value)
                ? value
                : throw new JsonException(null, new BelowZeroException($"{value}"));
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.ToString(null, CultureInfo.InvariantCulture));
    }
}
