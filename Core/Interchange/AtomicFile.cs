using System.Text;

namespace GsFramework.Core.Interchange;

/// <summary>
/// Writes whole files: to a temporary name in the same folder, flushed to the disk, then renamed, and the folder
/// flushed too. A reader, or a run that is killed, or loses its power, sees the old file or the new one, never half of
/// one.
/// </summary>
internal static class AtomicFile
{
    // errno of Linux and macOS; a Windows HRESULT has its Win32 code in the low 16 bits.
    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int WindowsDiskFull = 0x70;
    private const int WindowsHandleDiskFull = 0x27;

    /// <summary>Writes a text as UTF-8 without a byte order mark. Folders that are missing are made.</summary>
    /// <exception cref="UserException">The file cannot be written.</exception>
    public static void WriteAllText(string path, string text) =>
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Writes what <paramref name="write"/> puts into the stream. Folders that are missing are made.</summary>
    /// <exception cref="UserException">The file cannot be written; an old one is as it was.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var target = Path.GetFullPath(path);
        RefuseDevice(target);
        var temporary = Path.Combine(
            Path.GetDirectoryName(target) ?? target,
            $".{Path.GetFileName(target)}.{Guid.NewGuid():N}.tmp"
        );
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? target);
            using (
                var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16)
            )
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
            _ = FolderSync.Flush(Path.GetDirectoryName(target) ?? target);
        }
        catch (Exception fault)
        {
            Discard(temporary);
            if (IsOfDisk(fault))
            {
                throw Explain(target, fault);
            }

            throw;
        }
    }

    /// <summary>Refuses the path of a device: a file in its place would be the end of it for all programs.</summary>
    /// <exception cref="UserException">It is one.</exception>
    public static void RefuseDevice(string path)
    {
        // What kind a file is cannot be asked here; on Unix devices are there, beside memory that is used like a disk.
        string[] places =
            OperatingSystem.IsWindows() || !File.Exists(path) ? [] : [Path.GetFullPath(path), RealPath.Of(path)];
        if (
            places.Any(static place =>
                place.StartsWith("/dev/", StringComparison.Ordinal)
                && !place.StartsWith("/dev/shm/", StringComparison.Ordinal)
            )
        )
        {
            throw new UserException($"'{path}' is a device, not a file. Nothing was written. Give the name of a file.");
        }
    }

    /// <summary>True for what .NET throws where a file cannot be written.</summary>
    public static bool IsOfDisk(Exception fault) =>
        fault is IOException or UnauthorizedAccessException || IsTooLong(fault);

    /// <summary>What to tell the user about a write that failed.</summary>
    public static UserException Explain(string path, Exception fault)
    {
        var remedy = fault switch
        {
            IOException when Code(fault) is NoSpace || WindowsCode(fault) is WindowsDiskFull or WindowsHandleDiskFull =>
                "The disk is full. Free some space, or choose a folder on another disk.",
            IOException when Code(fault) is ReadOnlyFileSystem => "The disk is read-only. Choose another folder.",
            UnauthorizedAccessException => "Choose another folder, or make this one writable.",
            ArgumentOutOfRangeException =>
                "The system allows no file of that length here. Raise the limit (ulimit -f), or choose a folder on "
                    + "another disk.",
            _ => $"{fault.Message} Choose another folder.",
        };
        return new UserException($"'{path}' cannot be written. {remedy}", fault);
    }

    // How .NET puts EFBIG.
    private static bool IsTooLong(Exception fault) => fault is ArgumentOutOfRangeException { ParamName: "value" };

    private static int Code(Exception fault) => OperatingSystem.IsWindows() ? 0 : fault.HResult;

    private static int WindowsCode(Exception fault) => OperatingSystem.IsWindows() ? fault.HResult & 0xFFFF : 0;

    private static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The first fault is the one to report.
        }
    }
}
