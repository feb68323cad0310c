using System.Diagnostics;
using GsFramework.Core.Composition.Guards;

namespace GsFramework.Campaign.Fuzzing;

/// <summary>What came of reading a file.</summary>
/// <param name="IsAccepted">Whether it was read; false where it was refused with a message.</param>
/// <param name="Seconds">How long that took.</param>
/// <param name="Fault">What was thrown; null where it was accepted.</param>
/// <param name="Unhandled">The exception in a line with its place; null where it was a message for the user.</param>
internal sealed record ReadOutcome(bool IsAccepted, double Seconds, Exception? Fault, string? Unhandled)
{
    /// <summary>Reads a file.</summary>
    public static ReadOutcome Of(Reader reader, byte[] file)
    {
        var start = Stopwatch.GetTimestamp();
        Exception? thrown = null;
        try
        {
            reader.Read(file);
        }
        catch (Exception fault)
        {
            thrown = fault;
        }

        return new ReadOutcome(
            thrown is null,
            Stopwatch.GetElapsedTime(start).TotalSeconds,
            thrown,
            thrown is null || IsTold(thrown) ? null : Text(thrown)
        );
    }

    // A failure in a plugin's code too ends with exit code 2, and with the plugin's name.
    private static bool IsTold(Exception fault) =>
        fault is UserException { Message.Length: > 0 } || PluginCode.Unexpected(fault) is not null;

    private static string Text(Exception fault)
    {
        var place = new StackTrace(fault)
            .GetFrames()
            .Select(static frame => frame.GetMethod())
            .FirstOrDefault(static method =>
                method?.DeclaringType?.FullName is { } type
                && type.StartsWith("GsFramework.", StringComparison.Ordinal)
                && !type.StartsWith("GsFramework.Campaign.", StringComparison.Ordinal)
            );
        return $"{fault.GetType().Name} in {place?.DeclaringType?.FullName}.{place?.Name}: "
            + fault.Message.Split('\n')[0];
    }
}
