using System.Globalization;

namespace GsFramework.Host.Diagnosis;

/// <summary>What the control groups of Linux, version 1 or 2, allow this process: those of containers, for
/// instance.</summary>
/// <param name="MemoryBytes">The least memory limit on the way to the root; null where there is none.</param>
/// <param name="Cores">The least share of the processor, in cores; null where there is none.</param>
internal sealed record ControlGroup(long? MemoryBytes, double? Cores)
{
    // Version 1 has no word for no limit, but writes the largest number of whole pages.
    private const long NoLimit = 1L << 60;

    /// <summary>Reads them.</summary>
    /// <param name="root">The root of the file system; another one for tests.</param>
    public static ControlGroup Read(string root = "/")
    {
        var (memory, cores) = (new List<long>(), new List<double>());
        foreach (var line in Lines(Path.Combine(root, "proc/self/cgroup")))
        {
            // number:controllers:path, without controllers in version 2
            if (line.Split(':', 3) is not [_, var controllers, var path])
            {
                continue;
            }

            foreach (var controller in controllers.Split(','))
            {
                foreach (
                    var folder in Ancestry(Path.Combine(root, "sys/fs/cgroup", controllers), path)
                        .Concat(Ancestry(Path.Combine(root, "sys/fs/cgroup", controller), path))
                        .Distinct()
                )
                {
                    memory.AddRange(
                        Numbers(folder, controller == "memory" ? "memory.limit_in_bytes" : "memory.max")
                            .Where(static bytes => bytes < NoLimit)
                            .Select(static bytes => (long)bytes)
                    );
                    cores.AddRange(Share(folder));
                }
            }
        }

        return new ControlGroup(memory.Count > 0 ? memory.Min() : null, cores.Count > 0 ? cores.Min() : null);
    }

    private static IEnumerable<double> Share(string folder)
    {
        // 'max 100000' or '150000 100000'; in version 1 a file each, and -1 for no limit.
        var (quota, period) = Numbers(folder, "cpu.max") is [var both, var time]
            ? (both, time)
            : (
                Numbers(folder, "cpu.cfs_quota_us").FirstOrDefault(-1),
                Numbers(folder, "cpu.cfs_period_us").FirstOrDefault(-1)
            );
        return quota > 0 && period > 0 ? [quota / period] : [];
    }

    // A container sees its own group as the root: what is not there is passed over.
    private static IEnumerable<string> Ancestry(string mount, string path)
    {
        for (var at = path.Trim('/'); at.Length > 0; at = Path.GetDirectoryName(at) ?? "")
        {
            yield return Path.Combine(mount, at);
        }

        yield return mount;
    }

    private static double[] Numbers(string folder, string name) =>
        [
            .. Lines(Path.Combine(folder, name))
                .Take(1)
                .SelectMany(static line => line.Split(' '))
                .Select(static word =>
                    double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                        ? number
                        : -1
                )
                .TakeWhile(static number => number >= 0),
        ];

    private static string[] Lines(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllLines(file) : [];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
