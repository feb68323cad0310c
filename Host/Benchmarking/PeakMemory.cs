using System.Diagnostics;
using System.Globalization;

namespace GsFramework.Host.Benchmarking;

/// <summary>How much more physical memory the process has at its peak than it had when this was made, native memory
/// included.</summary>
internal sealed class PeakMemory
{
    private readonly long _before;

    public PeakMemory()
    {
        // Linux counts the peak again when it is told to; where it does not, only what goes beyond the earlier peak is
        // seen.
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException) { }

        _before = Peak();
    }

    /// <summary>Bytes.</summary>
    public long Growth => Peak() - _before;

    private static long Peak()
    {
        const string status = "/proc/self/status";
        if (!File.Exists(status))
        {
            return Process.GetCurrentProcess().PeakWorkingSet64;
        }

        var line = File.ReadLines(status).First(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
            << 10;
    }
}
