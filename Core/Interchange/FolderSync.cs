using System.Runtime.InteropServices;

namespace GsFramework.Core.Interchange;

/// <summary>
/// Brings the names in a folder to the disk. A file that was flushed and renamed is there after a loss of power only
/// when its folder was flushed too; .NET has no way to do that.
/// </summary>
internal static class FolderSync
{
    private const int ReadOnly = 0;

    /// <summary>Flushes a folder.</summary>
    /// <returns>False where the system cannot: Windows does it by itself, and some file systems refuse.</returns>
    public static bool Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        try
        {
            var handle = Open(folder, ReadOnly);
            if (handle < 0)
            {
                return false;
            }

            var isDone = Sync(handle) == 0;
            _ = Close(handle);
            return isDone;
        }
        catch (Exception fault) when (fault is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int handle);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int handle);
}
