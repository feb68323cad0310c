using System.Text;
using System.Text.Json;

namespace GsFramework.Core.Interchange;

/// <summary>Refuses JSON whose texts are no texts, or that hold NUL. .NET finds that out when a text is asked for, or
/// used as a path, which may be anywhere, and throws no exception of JSON then.</summary>
internal static class JsonCharacters
{
    /// <summary>Tests every name and text.</summary>
    /// <exception cref="JsonException">One has half of a character or NUL, or this is no JSON.</exception>
    public static void Check(string json, JsonDocumentOptions options = default)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(
            bytes,
            new JsonReaderOptions
            {
                AllowTrailingCommas = options.AllowTrailingCommas,
                CommentHandling = options.CommentHandling,
            }
        );
        while (reader.Read())
        {
            if (!reader.ValueIsEscaped)
            {
                continue;
            }

            if (Fault(reader) is { } fault)
            {
                var before = bytes.AsSpan(0, (int)reader.TokenStartIndex);
                throw new JsonException(
                    fault,
                    path: null,
                    before.Count((byte)'\n'),
                    before.Length - (before.LastIndexOf((byte)'\n') + 1)
                );
            }
        }
    }

    private static string? Fault(Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!.Contains('\0', StringComparison.Ordinal)
                ? "a text has the character NUL (\\u0000), which no name and no path can have."
                : null;
        }
        catch (InvalidOperationException)
        {
            return "a text has half of a character, such as \\ud800 without its other half.";
        }
    }
}
