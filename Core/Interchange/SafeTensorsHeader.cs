using System.Text.Json;
using static TorchSharp.torch;

namespace GsFramework.Core.Interchange;

/// <summary>A tensor's entry in a safetensors header.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its shape; empty for a scalar.</param>
/// <param name="Begin">Where its bytes begin, counted from the end of the header.</param>
/// <param name="End">Where they end.</param>
internal sealed record SafeTensorsEntry(string Name, ScalarType Type, long[] Shape, long Begin, long End);

/// <summary>The JSON header of a safetensors file. What it reads is consistent: the data is covered without gap or
/// overlap.</summary>
/// <param name="Entries">The tensors in the header's order.</param>
/// <param name="Metadata">Its <c>__metadata__</c>.</param>
internal sealed record SafeTensorsHeader(
    IReadOnlyList<SafeTensorsEntry> Entries,
    IReadOnlyDictionary<string, string> Metadata
)
{
    /// <summary>The limit of the reference implementation.</summary>
    public const ulong LongestHeader = 100_000_000;

    private const string MetadataKey = "__metadata__";
    private const int MostDimensions = 64;

    private static readonly (string Name, ScalarType Type, int Size)[] _types =
    [
        ("F32", ScalarType.Float32, 4),
        ("F16", ScalarType.Float16, 2),
        ("BF16", ScalarType.BFloat16, 2),
        ("F64", ScalarType.Float64, 8),
        ("I64", ScalarType.Int64, 8),
        ("I32", ScalarType.Int32, 4),
        ("I16", ScalarType.Int16, 2),
        ("I8", ScalarType.Int8, 1),
        ("U8", ScalarType.Byte, 1),
        ("BOOL", ScalarType.Bool, 1),
    ];

    /// <summary>Gives tensors their places: the largest elements first, otherwise in the given order.</summary>
    public static IReadOnlyList<SafeTensorsEntry> Place(IReadOnlyList<KeyValuePair<string, Tensor>> tensors)
    {
        var entries = new SafeTensorsEntry[tensors.Count];
        long end = 0;
        foreach (
            var index in Enumerable
                .Range(0, tensors.Count)
                .OrderByDescending(index => SizeOf(tensors[index].Value.dtype))
        )
        {
            var (name, tensor) = tensors[index];
            var begin = end;
            end += tensor.numel() * SizeOf(tensor.dtype);
            entries[index] = new SafeTensorsEntry(name, tensor.dtype, tensor.shape, begin, end);
        }

        return entries;
    }

    /// <summary>The bytes of a header, filled up with spaces so that the data begins at a multiple of 8.</summary>
    public static byte[] Write(IReadOnlyList<SafeTensorsEntry> entries, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            foreach (var entry in entries)
            {
                Write(json, entry);
            }

            json.WriteEndObject();
        }

        while (buffer.Length % 8 != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    /// <summary>Reads a header.</summary>
    /// <param name="text">Its bytes.</param>
    /// <param name="dataLength">How many bytes of data follow it in the file.</param>
    /// <exception cref="InvalidDataException">It is no header, or does not fit the data. The message continues from "it
    /// is broken: ".</exception>
    public static SafeTensorsHeader Read(byte[] text, long dataLength)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            Expect(document.RootElement.ValueKind == JsonValueKind.Object, "its header is no JSON object");
            var entries = new List<SafeTensorsEntry>();
            var metadata = new Dictionary<string, string>();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Name == MetadataKey)
                {
                    metadata = ReadMetadata(property.Value);
                }
                else
                {
                    entries.Add(ReadEntry(property.Name, property.Value, dataLength));
                }
            }

            CheckCover(entries, dataLength);
            return new SafeTensorsHeader(entries, metadata);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException(
                $"its header is not the JSON that the format wants ({fault.Message.TrimEnd('.')})",
                fault
            );
        }
    }

    private static void Write(Utf8JsonWriter json, SafeTensorsEntry entry)
    {
        json.WriteStartObject(entry.Name);
        json.WriteString("dtype", NameOf(entry.Type));
        json.WriteStartArray("shape");
        foreach (var size in entry.Shape)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(entry.Begin);
        json.WriteNumberValue(entry.End);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static SafeTensorsEntry ReadEntry(string name, JsonElement value, long dataLength)
    {
        Expect(
            value.ValueKind == JsonValueKind.Object
                && value.TryGetProperty("dtype", out _)
                && value.TryGetProperty("shape", out _)
                && value.TryGetProperty("data_offsets", out _),
            $"tensor '{name}' lacks dtype, shape or data_offsets"
        );
        var typeName = value.GetProperty("dtype").GetString();
        var type = Array.Find(_types, type => type.Name == typeName);
        Expect(
            type.Name is not null,
            $"tensor '{name}' is of type '{typeName}', not of "
                + $"{string.Join(", ", _types.Select(static known => known.Name))}"
        );
        var shape = Integers(name, value.GetProperty("shape"));
        var offsets = Integers(name, value.GetProperty("data_offsets"));
        Expect(shape.Length <= MostDimensions, $"tensor '{name}' has {shape.Length} dimensions");
        Expect(
            offsets.Length == 2 && offsets[0] >= 0 && offsets[0] <= offsets[1],
            $"tensor '{name}' has the impossible data_offsets [{string.Join(", ", offsets)}]"
        );
        Expect(
            offsets[1] <= dataLength,
            $"tensor '{name}' ends at byte {offsets[1]} of the data, but there are {dataLength} bytes; it is cut off"
        );
        Expect(
            ByteCount(shape, type.Size) == offsets[1] - offsets[0],
            $"tensor '{name}' of shape [{string.Join(", ", shape)}] and type {typeName} does not fill its "
                + $"{offsets[1] - offsets[0]} bytes"
        );
        return new SafeTensorsEntry(name, type.Type, shape, offsets[0], offsets[1]);
    }

    private static Dictionary<string, string> ReadMetadata(JsonElement value)
    {
        Expect(
            value.ValueKind == JsonValueKind.Object
                && value.EnumerateObject().All(static entry => entry.Value.ValueKind == JsonValueKind.String),
            $"its {MetadataKey} is no object of strings"
        );
        return value
            .EnumerateObject()
            .ToDictionary(static entry => entry.Name, static entry => entry.Value.GetString()!);
    }

    private static long[] Integers(string name, JsonElement list)
    {
        Expect(
            list.ValueKind == JsonValueKind.Array
                && list.EnumerateArray()
                    .All(static item => item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out _)),
            $"tensor '{name}' has a shape or data_offsets that is no list of 64-bit integers"
        );
        return [.. list.EnumerateArray().Select(static item => item.GetInt64())];
    }

    // Minus one for shapes that no memory can hold, even if a factor is 0: libtorch computes strides from the others.
    private static long ByteCount(long[] shape, int elementSize)
    {
        Int128 strides = elementSize;
        foreach (var size in shape)
        {
            strides *= Math.Max(size, 1);
            if (size < 0 || strides > long.MaxValue)
            {
                return -1;
            }
        }

        return shape.Contains(0) ? 0 : (long)strides;
    }

    private static void CheckCover(IEnumerable<SafeTensorsEntry> entries, long dataLength)
    {
        long end = 0;
        foreach (var entry in entries.OrderBy(static entry => entry.Begin).ThenBy(static entry => entry.End))
        {
            Expect(entry.Begin >= end, $"tensor '{entry.Name}' overlaps another one");
            Expect(entry.Begin == end, $"there is a gap before tensor '{entry.Name}'");
            end = entry.End;
        }

        Expect(end == dataLength, $"{dataLength - end} bytes at its end belong to no tensor");
    }

    private static string NameOf(ScalarType type) => Known(type).Name;

    private static int SizeOf(ScalarType type) => Known(type).Size;

    private static (string Name, ScalarType Type, int Size) Known(ScalarType type) =>
        Array.Find(_types, known => known.Type == type) is { Name: not null } found
            ? found
            : throw new ArgumentException($"The safetensors format has no type for {type}.", nameof(type));

    private static void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidDataException(otherwise);
        }
    }
}
