namespace GsFramework.Host.Runs.Locking;

/// <summary>Small files in which Linux tells of itself.</summary>
internal static class SystemText
{
    private const int Longest = 1000;

    /// <summary>The namespaces by which processes are numbered and their times told.</summary>
    public static string Namespaces =>
        $"{Link("/proc/self/ns/pid")} {Link("/proc/self/ns/time")}";

    /// <summary>What such a file says; null where it is missing or empty.</summary>
    public static string? Of(string path)
    {
        try
        {
            return OperatingSystem.IsLinux() && File.ReadAllText(path).Trim() is { Length: > 0 and <= Longest } text
                ? text
                : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Link(string path)
    {
        try
        {
            return OperatingSystem.IsLinux() ? new FileInfo(path).LinkTarget ?? "" : "";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
