using System.Runtime.InteropServices;

namespace GsFramework.Core.Processes;

/// <summary>
/// How the C library keeps memory. libtorch's tensors on the CPU come from malloc, and glibc gives a large block back
/// to the system as soon as it is freed: the next step then waits for the kernel to clear the very same pages again. A
/// scoring of 160 images spent half of its time there.
/// </summary>
internal static class NativeMemory
{
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapThreshold = -3;

    // The largest that glibc takes; what is larger still goes back at once.
    private const int LargestKept = 32 << 20;

    /// <summary>Lets freed memory stay with the process for its next tensors. Without effect where there is no glibc,
    /// or where the environment has settings of its own (<c>MALLOC_TRIM_THRESHOLD_</c> and the like).</summary>
    public static void KeepFreed()
    {
        if (
            !OperatingSystem.IsLinux()
            || Environment
                .GetEnvironmentVariables()
                .Keys.Cast<string>()
                .Any(static name => name.StartsWith("MALLOC_", StringComparison.Ordinal) || name == "GLIBC_TUNABLES")
        )
        {
            return;
        }

        try
        {
            _ = SetOption(MmapThreshold, LargestKept);
            _ = SetOption(TrimThreshold, int.MaxValue);
            _ = SetOption(TopPad, LargestKept);
        }
        catch (Exception fault) when (fault is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library than glibc.
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetOption(int option, int value);
}
