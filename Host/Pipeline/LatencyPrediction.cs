using GsFramework.Core.Arithmetic.Native;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Host.Benchmarking;
using GsFramework.Host.Benchmarking.Layers;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Pipeline;

/// <summary>Sets the time of a run's exported file against the one that pruning went by.</summary>
internal static class LatencyPrediction
{
    private const int Runs = 20;

    /// <summary>Measures, by the same clock as the table that pruning went by, and tells both; null where it went by
    /// something else, or there is no such file.</summary>
    public static PredictedLatency? Of(RunContext run)
    {
        if (
            RunCosts.Of(run.Directory).Times is not { } times
            || RunResult.Read(run.Directory).Exports?.FirstOrDefault(file => file.Format == times.Format)
                is not { } export
            || Path.Combine(run.Directory.Root, export.File) is var path && !File.Exists(path)
        )
        {
            return null;
        }

        using var compact = ModelFolder.Load(run.Directory.Model, run.LayerKinds);
        var prediction = new PredictedLatency(
            times.Format,
            times.Height,
            times.Width,
            times.Threads,
            times.Of(compact.Graph),
            Median(run, times, path, compact.Graph.InputChannels)
        )
        {
            OtherProcessor = times.Processor == Processor.Name ? null : times.Processor ?? "one without a name",
        };
        if (prediction is { IsFarOff: true, OtherProcessor: null })
        {
            run.Log.Warning("{Format:l}: {Prediction:l}", prediction.Format, prediction.Text);
        }
        else
        {
            run.Log.Information("{Format:l}: {Prediction:l}", prediction.Format, prediction.Text);
        }

        return prediction;
    }

    private static double Median(RunContext run, LayerTimes times, string path, int channels)
    {
        var settings = new BenchmarkSettings(times.Size, Batch: 1, WarmUp: 0, Runs: 0, times.Threads);
        using var images = Benchmark.Images(settings, channels);
        try
        {
            return new SingleRuns(settings, TimeProvider.System) { Cancellation = run.Cancellation }.Median(
                path,
                images,
                run.TimedRounds ?? Runs
            );
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(
                $"Interrupted in {PhaseName.Latency}. Continue with "
                    + $"'{Shell.Command("resume", run.Directory.Root)}'.",
                run.Cancellation
            );
        }
    }
}
