using System.Text.Json;
using System.Text.RegularExpressions;

namespace GsFramework.Core.Interchange;

/// <summary>Says where JSON is wrong as an editor counts, lines and columns from 1, and what is wrong.</summary>
internal static partial class JsonFault
{
    /// <summary>The place, where it is known, and the reason.</summary>
    public static string Text(Exception fault) =>
        fault is JsonException { LineNumber: not null } json ? $"{Place(json)}: {Reason(json)}" : Reason(fault);

    /// <summary>The place.</summary>
    public static string Place(JsonException fault) =>
        $"line {fault.LineNumber + 1}, column {fault.BytePositionInLine + 1}";

    /// <summary>The reason without the place. What .NET says in terms of its own is said in those of the
    /// file.</summary>
    public static string Reason(Exception fault)
    {
        var text = fault.Message.Split(" LineNumber:")[0].Split(" Path:")[0];
        return TwiceName().Match(text) is { Success: true } twice ? $"the key '{twice.Groups[1].Value}' is there twice."
            : text.StartsWith("The input does not contain any JSON tokens", StringComparison.Ordinal)
                ? "there is nothing."
            : CutShort().IsMatch(text) ? "it is cut short."
            : text;
    }

    [GeneratedRegex("^Duplicate property '(.*)' encountered")]
    private static partial Regex TwiceName();

    [GeneratedRegex("^Expected (depth to be zero|end of string, but instead reached)|reached end of data")]
    private static partial Regex CutShort();
}
