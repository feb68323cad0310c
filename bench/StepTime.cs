using System.Diagnostics;

namespace GsFramework.Bench;

/// <summary>Wall-clock and processor time of one step, in milliseconds.</summary>
internal readonly record struct StepTime(double Wall, double Cpu)
{
    private static readonly Process _process = Process.GetCurrentProcess();

    /// <summary>Runs something and takes its time.</summary>
    public static StepTime Of(IRunnable runnable)
    {
        _process.Refresh();
        var (watch, cpu) = (Stopwatch.StartNew(), _process.TotalProcessorTime);
        runnable.Run();
        _process.Refresh();
        return new(
            watch.Elapsed.TotalMilliseconds / runnable.Steps,
            (_process.TotalProcessorTime - cpu).TotalMilliseconds / runnable.Steps
        );
    }

    /// <summary>The median of each.</summary>
    public static StepTime Median(IReadOnlyCollection<StepTime> times) =>
        new(
            times.Select(static time => time.Wall).Order().ElementAt(times.Count / 2),
            times.Select(static time => time.Cpu).Order().ElementAt(times.Count / 2)
        );
}
