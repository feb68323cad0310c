using System.Globalization;

namespace GsFramework.Core.Processes;

/// <summary>How many files this process may have open at once. With too few .NET cannot even load what it needs to say
/// so.</summary>
internal static class OpenFiles
{
    /// <summary>What the program needs with room to spare: its libraries, images, and the pipes of its runs.</summary>
    public const int Needed = 256;

    private const string Row = "Max open files";

    /// <summary>The limit; null where it is not known or there is none.</summary>
    public static int? Limit
    {
        get
        {
            try
            {
                return OperatingSystem.IsLinux() ? Of(File.ReadAllLines("/proc/self/limits")) : null;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }

    /// <summary>What to tell the user; null where the limit is high enough.</summary>
    public static string? Fault(int? limit) =>
        limit < Needed
            ? $"this process may have {limit} files open at once, and needs {Needed}. Raise the limit with "
                + $"'ulimit -n 1024', or in the settings of the service or container."
            : null;

    /// <summary>The limit in force in the lines of <c>/proc/self/limits</c>.</summary>
    internal static int? Of(IEnumerable<string> lines) =>
        lines.FirstOrDefault(static line => line.StartsWith(Row, StringComparison.Ordinal)) is { } line
        && int.TryParse(
            line[Row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(),
            CultureInfo.InvariantCulture,
            out var limit
        )
            ? limit
            : null;
}
