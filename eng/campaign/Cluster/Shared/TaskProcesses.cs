using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace GsFramework.Campaign.Cluster;

/// <summary>The processes that carry out runs of a comparison, on whichever node of this machine.</summary>
internal static class TaskProcesses
{
    /// <summary>Those of a comparison: process and the number of its run.</summary>
    /// <param name="root">The comparison's folder.</param>
    public static IReadOnlyList<(int Process, int Run)> Of(string root)
    {
        var found = new List<(int, int)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (
                int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var process)
                && Words(folder) is [.., "compare-task", var of, "--index", var index]
                && of == root
            )
            {
                found.Add((process, int.Parse(index, CultureInfo.InvariantCulture)));
            }
        }

        return found;
    }

    /// <summary>Ends one by SIGKILL.</summary>
    public static void Kill(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            found.Kill();
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException)
        {
            // It has just ended.
        }
    }

    private static string[] Words(string folder)
    {
        try
        {
            var line = File.ReadAllBytes(Path.Combine(folder, "cmdline"));
            return Encoding.UTF8.GetString(line).TrimEnd('\0').Split('\0');
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
