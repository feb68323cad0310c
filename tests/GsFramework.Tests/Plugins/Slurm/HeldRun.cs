using System.Diagnostics;
using System.Globalization;
using GsFramework.Campaign.Cluster;
using GsFramework.Host.Launching;
using GsFramework.Host.Runs;

namespace GsFramework.Tests.Plugins.Slurm;

/// <summary>A run that a job has trained for some steps and whose process is stopped, so that it cannot end before
/// Slurm does something with it, and takes no processor meanwhile.</summary>
internal sealed class HeldRun
{
    private const int Steps = 12;

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    private readonly int _process;

    private HeldRun(string name, int process) => (Name, _process) = (name, process);

    /// <summary>The run's name.</summary>
    public string Name { get; }

    /// <summary>Stops the first run that has come so far.</summary>
    public static HeldRun OfAny(string output)
    {
        var plan = TaskPlan.Read(output);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < _patience)
        {
            foreach (var (process, index) in TaskProcesses.Of(output))
            {
                var metrics = MetricsLog.In(plan[index].RunIn(output).Root);
                if (File.Exists(metrics) && File.ReadLines(metrics).Count() > Steps && Signal("STOP", process))
                {
                    return new HeldRun(plan[index].Name, process);
                }
            }

            TestContext.Current.CancellationToken.WaitHandle.WaitOne(50);
        }

        throw new TimeoutException(TinyComparison.Logs(output));
    }

    /// <summary>Lets it continue when a SIGTERM waits for it, which one that is stopped does not take.</summary>
    public void ReleaseWhenTold()
    {
        var clock = Stopwatch.StartNew();
        while (!IsTold() && clock.Elapsed < _patience)
        {
            TestContext.Current.CancellationToken.WaitHandle.WaitOne(50);
        }

        Signal("CONT", _process);
    }

    // The set of pending signals is a number of sixteen digits; SIGTERM is number 15.
    private bool IsTold() =>
        File.ReadLines($"/proc/{_process}/status")
            .Where(static line => line.StartsWith("ShdPnd:", StringComparison.Ordinal))
            .Select(static line => ulong.Parse(line[7..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture))
            .Any(static signals => (signals >> 14) % 2 == 1);

    private static bool Signal(string name, int process)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process}"]);
        kill.WaitForExit();
        return kill.ExitCode == 0;
    }
}
