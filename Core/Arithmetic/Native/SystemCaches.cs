using System.Globalization;

namespace GsFramework.Core.Arithmetic.Native;

/// <summary>The processor's data caches as the operating system knows them.</summary>
internal static class SystemCaches
{
    private const string Folder = "/sys/devices/system/cpu/cpu0/cache";

    /// <summary>Bytes of the data or unified cache of each level, from level 1 on; empty where the system knows none,
    /// such as in a virtual machine that hides them.</summary>
    public static IReadOnlyList<long> Read()
    {
        try
        {
            return !Directory.Exists(Folder)
                ? []
                :
                [
                    .. Directory
                        .GetDirectories(Folder, "index*")
                        .Where(static index => Text(index, "type") != "Instruction")
                        .OrderBy(static index => int.Parse(Text(index, "level"), CultureInfo.InvariantCulture))
                        .Select(static index => Bytes(Text(index, "size"))),
                ];
        }
        catch (Exception fault)
            when (fault is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            return [];
        }
    }

    private static string Text(string index, string name) => File.ReadAllText(Path.Combine(index, name)).Trim();

    // The kernel writes kibibytes: 32K.
    private static long Bytes(string size) =>
        size.EndsWith('K')
            ? long.Parse(size[..^1], CultureInfo.InvariantCulture) << 10
            : long.Parse(size, CultureInfo.InvariantCulture);
}
