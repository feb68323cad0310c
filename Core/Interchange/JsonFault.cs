using System.Text.Json;

namespace GsFramework.Core.Interchange;

/// <summary>Says where JSON is wrong as an editor counts: lines and columns from 1.</summary>
internal static class JsonFault
{
    /// <summary>The place, where it is known, and the reason.</summary>
    public static string Text(Exception fault) =>
        fault is JsonException { LineNumber: not null } json ? $"{Place(json)}: {Reason(json)}" : Reason(fault);

    /// <summary>The place.</summary>
    public static string Place(JsonException fault) =>
        $"line {fault.LineNumber + 1}, column {fault.BytePositionInLine + 1}";

    /// <summary>The reason without the place.</summary>
    public static string Reason(Exception fault) => fault.Message.Split(" LineNumber:")[0].Split(" Path:")[0];
}
