using System.Globalization;

namespace GsFramework.Host.Diagnosis;

/// <summary>How much of the processor this process may use.</summary>
/// <param name="Cores">What .NET counts, and what libtorch is given.</param>
/// <param name="Affinity">The cores on which the process may run, such as <c>0-3</c>; null where it is not
/// known.</param>
/// <param name="ControlGroupCores">The share of its control group; null where there is no limit.</param>
/// <param name="LoadAverage">Of the last minute; null where it is not known.</param>
/// <param name="Findings">What was found.</param>
internal sealed record ThreadsSection(
    int Cores,
    string? Affinity,
    double? ControlGroupCores,
    double? LoadAverage,
    IReadOnlyList<Finding> Findings
)
{
    public static ThreadsSection Probe()
    {
        var (cores, limit, load) = (System.Environment.ProcessorCount, ControlGroup.Read().Cores, Load());
        return new ThreadsSection(
            cores,
            ProcFile.Value("/proc/self/status", "Cpus_allowed_list"),
            limit,
            load,
            [Judge(cores, limit, load)]
        );
    }

    private static Finding Judge(int cores, double? limit, double? load) =>
        limit < cores
            ? Finding.Warning(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The control group allows {limit:G3} cores, and libtorch would use {cores} "
                        + $"{(cores == 1 ? "thread" : "threads")}."
                ),
                limit < 1
                    ? "Raise the container's limit, or expect long runs."
                    : $"Set threads to {Math.Floor(limit.Value)}: 'threads' in the configuration."
            )
        : load > cores
            ? Finding.Warning(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The machine is busy: its load average is {load:F1}, and this process has {cores} "
                        + $"{(cores == 1 ? "core" : "cores")}."
                ),
                "Do not measure speeds now: the times above are too long."
            )
        : Finding.Ok("All cores of the process can be used.");

    private static double? Load()
    {
        try
        {
            return
                File.Exists("/proc/loadavg")
                && double.TryParse(
                    File.ReadAllText("/proc/loadavg").Split(' ')[0],
                    NumberStyles.Float,
                    CultureInfo.InvariantCulture,
                    out var load
                )
                ? load
                : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
