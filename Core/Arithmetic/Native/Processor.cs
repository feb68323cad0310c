namespace GsFramework.Core.Arithmetic.Native;

/// <summary>The processor's name.</summary>
internal static class Processor
{
    private const string File = "/proc/cpuinfo";
    private const string Line = "model name";

    /// <summary>As the system knows it; <c>unknown</c> where it does not say.</summary>
    public static string Name { get; } = Read() ?? "unknown";

    private static string? Read()
    {
        try
        {
            return System.IO.File.Exists(File)
                ? System
                    .IO.File.ReadLines(File)
                    .FirstOrDefault(static line => line.StartsWith(Line, StringComparison.Ordinal))
                    ?.Split(':', 2)[1]
                    .Trim()
                : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
