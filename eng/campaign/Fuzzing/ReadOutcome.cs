using System.Diagnostics;
using GsFramework.Core.Composition.Guards;

namespace GsFramework.Campaign.Fuzzing;

/// <summary>What came of reading a file.</summary>
/// <param name="IsAccepted">Whether it was read; false where it was refused with a message.</param>
/// <param name="Seconds">How long that took.</param>
/// <param name="Unhandled">The exception that is neither, with its place; null where there is none.</param>
internal sealed record ReadOutcome(bool IsAccepted, double Seconds, string? Unhandled)
{
    /// <summary>Reads a file.</summary>
    public static ReadOutcome Of(Reader reader, byte[] file)
    {
        var start = Stopwatch.GetTimestamp();
        var (isAccepted, unhandled) = (false, (string?)null);
        try
        {
            reader.Read(file);
            isAccepted = true;
        }
        catch (UserException fault) when (fault.Message.Trim().Length > 0)
        {
            // The user is told.
        }
        catch (Exception fault)
        {
            // A failure in a plugin's code ends with exit code 2 and the plugin's name.
            unhandled = PluginCode.Unexpected(fault) is null ? Text(fault) : null;
        }

        return new ReadOutcome(isAccepted, Stopwatch.GetElapsedTime(start).TotalSeconds, unhandled);
    }

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
        if (Environment.GetEnvironmentVariable("CAMPAIGN_TRACE") is not null)
        {
            Console.Error.WriteLine(fault);
        }

        return $"{fault.GetType().Name} in {place?.DeclaringType?.FullName}.{place?.Name}: "
            + fault.Message.Split('\n')[0];
    }
}
