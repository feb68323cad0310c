using System.Globalization;
using System.Text.Json;

namespace GsFramework.Models;

/// <summary>What a checkpoint says of a factory's options.</summary>
internal static class StoredOptions
{
    /// <summary>Those that are known.</summary>
    public static Dictionary<string, string> Of(params ReadOnlySpan<(string Name, long? Value)> options)
    {
        var known = new Dictionary<string, string>();
        foreach (var (name, value) in options)
        {
            if (value is { } number)
            {
                known[name] = number.ToString(CultureInfo.InvariantCulture);
            }
        }

        return known;
    }

    /// <summary>A value as a configuration has it.</summary>
    public static string Text(Enum value) => JsonNamingPolicy.KebabCaseLower.ConvertName($"{value}");

    /// <summary>A side of a convolution's kernel, or null when there is no such kernel.</summary>
    public static long? Size(IReadOnlyDictionary<string, IReadOnlyList<long>> shapes, string kernel, int side) =>
        shapes.TryGetValue(kernel, out var shape) && shape.Count == 4 ? shape[side] : null;
}
