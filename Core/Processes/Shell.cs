using System.Buffers;

namespace GsFramework.Core.Processes;

/// <summary>Writes command lines.</summary>
internal static class Shell
{
    private static readonly SearchValues<char> _plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-"
    );

    /// <summary>A command line of <c>gs</c>, with the variables of its environment in front.</summary>
    public static string Line(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment) =>
        string.Join(
            ' ',
            [
                .. (environment ?? new Dictionary<string, string>()).Select(static variable =>
                    $"{variable.Key}={Quoted(variable.Value)}"
                ),
                ProgramName.Usual,
                .. arguments.Select(Quoted),
            ]
        );

    /// <summary>A command line of this program that can be typed where the user is.</summary>
    public static string Command(params string[] arguments) =>
        string.Join(' ', [ProgramName.Text, .. arguments.Select(Quoted)]);

    /// <summary>A word as a shell reads it.</summary>
    public static string Quoted(string argument) =>
        argument.Length > 0 && !argument.AsSpan().ContainsAnyExcept(_plain)
            ? argument
            : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
