using System.Globalization;
using System.Runtime.InteropServices;

namespace GsFramework.Core.Arithmetic.Native;

/// <summary>A native library that this process has loaded already, on Linux.</summary>
internal sealed class LoadedLibrary
{
    private const string Maps = "/proc/self/maps";

    private readonly nint _handle;

    private LoadedLibrary(nint handle, IReadOnlyList<(nint Start, nint End)> writable) =>
        (_handle, Writable) = (handle, writable);

    /// <summary>Where its variables are: the writable mappings of its file, and the anonymous ones that follow them,
    /// which hold what begins as zero.</summary>
    public IReadOnlyList<(nint Start, nint End)> Writable { get; }

    /// <summary>Finds a library by the name of its file; null where it is not loaded, or the system is not
    /// Linux.</summary>
    public static LoadedLibrary? Find(string fileName)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(Maps))
        {
            return null;
        }

        var (path, writable, previousEnd, isOurs) = ((string?)null, new List<(nint, nint)>(), (nint)0, false);
        foreach (var line in File.ReadLines(Maps))
        {
            // address perms offset dev inode path, of which the last may be absent and may hold blanks
            var fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var range = fields[0].Split('-');
            var (start, end) = (Address(range[0]), Address(range[1]));
            var mapped = fields.Length > 5 ? fields[5] : "";
            var isNamed = Path.GetFileName(mapped) == fileName;
            isOurs = isNamed || (mapped.Length == 0 && isOurs && start == previousEnd);
            previousEnd = end;
            path = isNamed ? mapped : path;
            if (isOurs && fields[1].StartsWith("rw", StringComparison.Ordinal))
            {
                writable.Add((start, end));
            }
        }

        return path is not null && NativeLibrary.TryLoad(path, out var handle)
            ? new LoadedLibrary(handle, writable)
            : null;
    }

    /// <summary>The address of an exported function or variable; zero when there is none of the name.</summary>
    public nint Export(string name) => NativeLibrary.TryGetExport(_handle, name, out var address) ? address : 0;

    private static nint Address(string hexadecimal) =>
        nint.Parse(hexadecimal, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
