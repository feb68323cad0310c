using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GsFramework.Campaign.Fuzzing;

/// <summary>Damages JSON: one value or key of the tree is replaced, doubled or left out, and sometimes a byte
/// besides.</summary>
internal static class JsonMutation
{
    private static readonly string[] _values =
    [
        "null",
        "true",
        "0",
        "-1",
        "-0",
        "1e999",
        "-1e308",
        "1e-400",
        "0.1",
        "2147483648",
        "99999999999999999999999999",
        "NaN",
        "-Infinity",
        "\"NaN\"",
        "\"12\"",
        "\"\"",
        "\" \"",
        "\"\\u0000\"",
        "\"a\\u0000b\"",
        "\"\\u001b[31m\\r\\n\"",
        "\"\\ud800\"",
        "\"..\\/..\\/..\\/etc\\/passwd\"",
        "\"\\/dev\\/zero\"",
        "\"<script>alert(1)<\\/script>\"",
        "\"[red]{0}\"",
        "{}",
        "[]",
        "[null]",
        "[[]]",
        "{\"\": null}",
        "[1, \"a\", {}]",
        "'a'",
        "undefined",
    ];

    private static readonly string[] _names = ["", " ", "\\u0000", "a:b", "schemaVersion", "$schema", "\\ud800"];

    /// <summary>The text of a tree with one to three changes.</summary>
    public static byte[] Of(byte[] json, Random random)
    {
        if (random.OneIn(5))
        {
            return ByteMutation.Of(json, random);
        }

        var root = JsonNode.Parse(
            json,
            documentOptions: new JsonDocumentOptions
            {
                AllowTrailingCommas = true,
                CommentHandling = JsonCommentHandling.Skip,
            }
        );
        var count = Count(root);
        var damaged = new HashSet<int>();
        for (var change = random.Next(3); change >= 0; change--)
        {
            // Fields near the root decide how all others are read.
            damaged.Add(random.Next(random.OneIn(3) ? Math.Min(count, 12) : count));
        }

        var text = new StringBuilder();
        var at = 0;
        Write(root, text, random, damaged, ref at);
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        return random.OneIn(8) ? ByteMutation.Of(bytes, random) : bytes;
    }

    private static int Count(JsonNode? node) =>
        1
        + node switch
        {
            JsonObject entries => entries.Sum(static entry => Count(entry.Value)),
            JsonArray items => items.Sum(Count),
            _ => 0,
        };

    private static void Write(JsonNode? node, StringBuilder text, Random random, HashSet<int> damaged, ref int at)
    {
        if (damaged.Contains(at++))
        {
            at += Count(node) - 1;
            text.Append(Instead(node, random));
            return;
        }

        switch (node)
        {
            case JsonObject entries:
                text.Append('{');
                var isFirst = true;
                foreach (var (name, value) in entries)
                {
                    if (damaged.Contains(at) && random.OneIn(3))
                    {
                        at += Count(value);
                        WriteEntry(text, isFirst, name, value, random);
                    }
                    else
                    {
                        text.Append(isFirst ? "" : ",").Append(JsonSerializer.Serialize(name)).Append(':');
                        Write(value, text, random, damaged, ref at);
                    }

                    isFirst = text[^1] == '{';
                }

                text.Append('}');
                break;
            case JsonArray items:
                text.Append('[');
                foreach (var (index, item) in items.Index())
                {
                    text.Append(index == 0 ? "" : ",");
                    Write(item, text, random, damaged, ref at);
                }

                text.Append(']');
                break;
            default:
                text.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }

    // Without its key, with it twice, or under another one.
    private static void WriteEntry(StringBuilder text, bool isFirst, string name, JsonNode? value, Random random)
    {
        var written = value?.ToJsonString() ?? "null";
        var key = JsonSerializer.Serialize(name);
        text.Append(
            random.Next(4) switch
            {
                0 => "",
                1 => $"{(isFirst ? "" : ",")}{key}:{written},{key}:{written}",
                2 => $"{(isFirst ? "" : ",")}{key.ToUpperInvariant()}:{written}",
                _ => $"{(isFirst ? "" : ",")}\"{random.Pick(_names)}\":{written}",
            }
        );
    }

    private static string Instead(JsonNode? node, Random random)
    {
        var written = node?.ToJsonString() ?? "null";
        return random.Next(12) switch
        {
            0 => $"[{written}]",
            1 => JsonSerializer.Serialize(written),
            2 => new string('[', 2000) + new string(']', 2000),
            3 => $"\"{new string('x', 1 << random.Next(4, 18))}\"",
            4 when node is JsonArray { Count: > 0 } items => $"[{string.Join(',', items.Concat(items).Select(Text))}]",
            5 when node is JsonValue && written is not ['"', ..] => "-" + written,
            6 when node is JsonValue && written is not ['"', ..] => written + "e9",
            _ => random.Pick(_values),
        };
    }

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "null";
}
