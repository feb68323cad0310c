using System.Text.Json;

namespace GsFramework.Host.Runs;

/// <summary>How the program writes and reads the JSON of its results.</summary>
internal static class RunJson
{
    /// <summary>Indented, with names in camel case.</summary>
    public static JsonSerializerOptions Format { get; } = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };
}
