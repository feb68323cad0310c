using System.Buffers;
using System.Text.Json.Nodes;

namespace GsFramework.Host.Pipeline;

/// <summary>Writes command lines.</summary>
internal static class Shell
{
    private static readonly SearchValues<char> _plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-");

    /// <summary>A command line of <c>gs</c>, with the variables of its environment in front.</summary>
    public static string Line(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment) => string.Join(' ',
        [.. (environment ?? new Dictionary<string, string>()).Select(static variable => $"{variable.Key}={Quoted(variable.Value)}"), "gs", .. arguments.Select(Quoted)]);

    /// <summary>The command line in the note of a run.</summary>
    /// <param name="origin">What <see cref="RunOrigin"/> wrote, or null.</param>
    public static string Line(JsonObject? origin) => Line(
        [.. (origin?["command"] as JsonArray ?? []).Select(static argument => $"{argument}")],
        (origin?["environment"] as JsonObject ?? []).ToDictionary(static variable => variable.Key, static variable => $"{variable.Value}"));

    /// <summary>A command line of this program that can be typed where the user is.</summary>
    public static string Command(params string[] arguments) => string.Join(' ', [ProgramName.Text, .. arguments.Select(Quoted)]);

    /// <summary>A word as a shell reads it.</summary>
    public static string Quoted(string argument) => argument.Length > 0 && !argument.AsSpan().ContainsAnyExcept(_plain)
        ? argument
        : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
