using System.Runtime.InteropServices;

namespace GsFramework.Core.Processes;

/// <summary>The environment of the C library, which native libraries read, and which .NET's own copy is not.</summary>
internal static class NativeEnvironment
{
    /// <summary>Sets a variable that the user has not set. On Linux only; elsewhere nothing is done.</summary>
    public static void SetDefault(string name, string value)
    {
        if (OperatingSystem.IsLinux())
            _ = SetEnvironment(name, value, overwrite: 0);
    }

    [DllImport(
        "libc",
        EntryPoint = "setenv",
        CharSet = CharSet.Ansi,
        BestFitMapping = false,
        ThrowOnUnmappableChar = true
    )]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetEnvironment(string name, string value, int overwrite);
}
