using System.Diagnostics;
using GsFramework.Core.Configuration;
using GsFramework.Core.Data;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Graph;
using GsFramework.Host.Logging;
using GsFramework.Host.Pipeline;
using GsFramework.Host.Runs;
using Serilog.Core;

namespace GsFramework.Host.Planning;

/// <summary>
/// A compression with all of its phases on a few images and with a few steps, in a folder that is removed. What is
/// measured is the very code of the run, on networks of the sizes that the run has.
/// </summary>
internal static class TrialRun
{
    private const int MostWaits = 40;

    private static readonly TimeSpan _wait = TimeSpan.FromMilliseconds(250);

    /// <summary>Makes the trial of a run.</summary>
    /// <param name="run">The run, with its images fitted to its networks.</param>
    /// <param name="clock">Has run since the program began with it.</param>
    /// <exception cref="UserException">The run would fail, or has a method whose time depends on what it
    /// finds.</exception>
    /// <exception cref="OperationCanceledException">The user interrupted.</exception>
    public static TrialRecord Of(RunContext run, RunClock clock)
    {
        if (run.Options.Method is { } method)
        {
            throw new UserException(
                $"--plan: how long the method '{method.Kind}' takes depends on what it finds, and is not known before. "
                    + "Run it with --smoke to see that everything works."
            );
        }

        var macs = GraphCost
            .Of(
                ModelFolder.ReadGraph(run.Options.Model.Teacher!, run.LayerKinds),
                ImageSize.Square(run.Options.Data.ImageSize)
            )
            .Macs;
        var few = new TrialOptions(macs, run.Options.Data.BatchSize);
        var folder = TemporaryFolder.Create("gs-plan-");
        try
        {
            if (few.NeedsWarmUp)
            {
                var first = new TrialOptions(macs, run.Options.Data.BatchSize, isWarmUp: true);
                Run(Small(run, first, Path.Combine(folder.FullName, "warm-up"), Meter()));
                Settle(run.Cancellation);
            }

            var meter = Meter();
            var small = Small(run, few, Path.Combine(folder.FullName, "trial"), meter);
            Run(small);
            return new TrialRecord
            {
                Phases = meter.Phases,
                Images = ImageCounts.Of(small),
                DenseMacs = macs,
                PeakMemoryBytes = Process.GetCurrentProcess().PeakWorkingSet64,
                Files = Files(small.Directory.Root),
            };
        }
        catch (OperationCanceledException fault)
        {
            throw new OperationCanceledException("Interrupted. Nothing was begun.", fault, run.Cancellation);
        }
        finally
        {
            run.Progress.Doing(null);
            folder.Delete(recursive: true);
        }

        WorkMeter Meter() => new(() => clock.Elapsed, run.Progress);
    }

    // .NET compiles what was called often once more, beside the program. On few cores that is felt: threads of libtorch
    // wait for one that has to share its core. Where it is over, the process has nothing to do.
    private static void Settle(CancellationToken cancellation)
    {
        using var process = Process.GetCurrentProcess();
        for (var wait = 0; wait < MostWaits; wait++)
        {
            process.Refresh();
            var before = process.TotalProcessorTime;
            if (cancellation.WaitHandle.WaitOne(_wait))
            {
                throw new OperationCanceledException(cancellation);
            }

            process.Refresh();
            if (process.TotalProcessorTime - before < _wait / 10)
            {
                return;
            }
        }
    }

    private static RunContext Small(RunContext run, TrialOptions few, string folder, WorkMeter meter) =>
        run with
        {
            Options = few.Of(run.Options, Path.Combine(folder, "cache")),
            Directory = new RunDirectory(Path.Combine(folder, "run")),
            Images = new FewImages(run.Images, few.Images),
            Log = Logger.None,
            Warnings = new WarningList(),
            Progress = meter,
            TimedRounds = TrialOptions.Rounds,
        };

    private static void Run(RunContext run)
    {
        using var hold = run.Directory.Create();
        run.Directory.State.Origin = RunOrigin.Now("compress", [], run.Device);
        AtomicFile.WriteAllText(run.Directory.ResolvedConfiguration, ResolvedConfiguration.ToJson(run.Options));
        HeldImages.Note(run);
        using var pipeline = new CompressionPipeline(run);
        pipeline.Run();
    }

    private static Dictionary<string, long> Files(string root) =>
        new DirectoryInfo(root)
            .EnumerateFiles("*", SearchOption.AllDirectories)
            .ToDictionary(
                file => Path.GetRelativePath(root, file.FullName).Replace('\\', '/'),
                static file => file.Length
            );
}
