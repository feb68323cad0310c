using System.Globalization;
using GsFramework.Core.Inference;

namespace GsFramework.Host.Diagnosis;

/// <summary>The machine's memory, in bytes.</summary>
/// <param name="TotalBytes">All.</param>
/// <param name="AvailableBytes">What this process can still take.</param>
/// <param name="ControlGroupBytes">The limit of its control group; null where there is none.</param>
/// <param name="Findings">What was found.</param>
internal sealed record MemorySection(
    long TotalBytes,
    long AvailableBytes,
    long? ControlGroupBytes,
    IReadOnlyList<Finding> Findings
)
{
    private const long Tight = 2L << 30;

    // libtorch alone, with one small network in training.
    private const long Hardly = 512L << 20;

    private const string Remedy =
        "End other programs, raise the container's limit, or take a smaller batch and smaller crops.";

    public static MemorySection Probe()
    {
        var total =
            ProcFile.Value("/proc/meminfo", "MemTotal")?.Split(' ')[0] is { } text
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes)
                ? kilobytes << 10
                : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var available = WorkingMemory.Free();
        return new MemorySection(total, available, ControlGroup.Read().MemoryBytes, [Judge(available)]);
    }

    private static Finding Judge(long available) =>
        available < Hardly
            ? Finding.Fault($"{available >> 20} MB are available, which is too little for a training.", Remedy)
        : available < Tight ? Finding.Warning($"{available >> 20} MB are available, which is little.", Remedy)
        : Finding.Ok("There is enough memory to begin with.");
}
