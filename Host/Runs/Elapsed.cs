using System.Diagnostics;

namespace GsFramework.Host.Runs;

/// <summary>Time that was spent.</summary>
/// <param name="Seconds">Of the wall clock.</param>
/// <param name="CpuSeconds">Of processors, over all threads of the process.</param>
internal readonly record struct Elapsed(double Seconds, double CpuSeconds)
{
    public static Elapsed operator +(Elapsed left, Elapsed right) =>
        new(left.Seconds + right.Seconds, left.CpuSeconds + right.CpuSeconds);

    public static Elapsed operator -(Elapsed left, Elapsed right) =>
        new(left.Seconds - right.Seconds, left.CpuSeconds - right.CpuSeconds);
}

/// <summary>Measures both times from its construction on.</summary>
internal sealed class RunClock
{
    private readonly Elapsed _start = Now();

    /// <summary>The time since the clock was made.</summary>
    public Elapsed Elapsed => Now() - _start;

    private static Elapsed Now() =>
        new(Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency, Environment.CpuUsage.TotalTime.TotalSeconds);
}
