namespace GsFramework.Host.Diagnosis;

/// <summary>Lines such as <c>MemTotal: 16303428 kB</c> of a file below <c>/proc</c>.</summary>
internal static class ProcFile
{
    /// <summary>The text behind a name; null where there is no such file or line.</summary>
    public static string? Value(string file, string name)
    {
        try
        {
            return File.Exists(file)
                ? File.ReadLines(file)
                    .FirstOrDefault(line => line.StartsWith($"{name}:", StringComparison.Ordinal))
                    ?[(name.Length + 1)..].Trim()
                : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
