using System.Globalization;
using GsFramework.Host.Inference;

namespace GsFramework.Host.Diagnosis;

/// <summary>The machine's memory, in bytes.</summary>
/// <param name="TotalBytes">All.</param>
/// <param name="AvailableBytes">What this process can still take.</param>
/// <param name="ControlGroupBytes">The limit of its control group; null where there is none.</param>
/// <param name="Findings">What was found.</param>
internal sealed record MemorySection(long TotalBytes, long AvailableBytes, long? ControlGroupBytes, IReadOnlyList<Finding> Findings)
{
    private const long Tight = 2L << 30;

    public static MemorySection Probe()
    {
        var total = ProcFile.Value("/proc/meminfo", "MemTotal")?.Split(' ')[0] is { } text
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes)
                ? kilobytes << 10
                : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var available = WorkingMemory.Free();
        return new MemorySection(total, available, ControlGroup.Read().MemoryBytes, [Judge(available)]);
    }

    private static Finding Judge(long available) => available < Tight
        ? Finding.Warning(
            $"{available >> 20} MB are available, which is little.", "End other programs, raise the container's limit, or take a smaller batch and smaller crops.")
        : Finding.Ok("There is enough memory to begin with.");
}
