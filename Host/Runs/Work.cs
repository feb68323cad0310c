using System.Diagnostics;

namespace GsFramework.Host.Runs;

/// <summary>Time that was spent.</summary>
/// <param name="Seconds">Of the wall clock.</param>
/// <param name="CpuSeconds">Of processors, over all threads of the process.</param>
internal readonly record struct Work(double Seconds, double CpuSeconds)
{
    public static Work operator +(Work left, Work right) =>
        new(left.Seconds + right.Seconds, left.CpuSeconds + right.CpuSeconds);

    public static Work operator -(Work left, Work right) =>
        new(left.Seconds - right.Seconds, left.CpuSeconds - right.CpuSeconds);
}

/// <summary>Measures work from its construction on.</summary>
internal sealed class WorkClock
{
    private readonly Work _start = Now();

    /// <summary>The work since the clock was made.</summary>
    public Work Elapsed => Now() - _start;

    private static Work Now() =>
        new(Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency, Environment.CpuUsage.TotalTime.TotalSeconds);
}
