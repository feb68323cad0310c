using GsFramework.Core.Arithmetic.Native;
using GsFramework.Core.Export.Onnx;
using GsFramework.Graph;
using GsFramework.Host.Benchmarking;
using GsFramework.Host.Benchmarking.Layers;
using GsFramework.Host.Logging;
using Serilog;

namespace GsFramework.Host.Pipeline;

/// <summary>Measures what layers take before a run begins, and says so.</summary>
/// <param name="log">Told of it.</param>
/// <param name="progress">Shows it.</param>
/// <param name="cancellation">Ends it.</param>
internal sealed class CostMeasuring(ILogger log, ITrainingProgress progress, CancellationToken cancellation)
{
    private bool _isTold;

    /// <summary>The log of the run.</summary>
    public ILogger Log => log;

    /// <summary>Measures the layers of a network.</summary>
    public LayerTimes Measure(NetworkGraph generator, string format, OnnxShape shape, ImageSize size, int threads)
    {
        var clock = TimeProvider.System;
        var begin = clock.GetTimestamp();
        var settings = new BenchmarkSettings(size, Batch: 1, WarmUp: 0, Runs: 0, threads);
        var times = Measured();
        log.Information(
            "Measured what the layers of {Subject:l} take, in {Networks} networks, in {Seconds} s: predictions for "
                + "these are off by {Mean} % in the mean and {Largest} % at most",
            times.Subject,
            times.Networks,
            Math.Round(clock.GetElapsedTime(begin).TotalSeconds),
            Math.Round(100 * times.MeanOff, 1),
            Math.Round(100 * times.LargestOff, 1)
        );
        return times;

        LayerTimes Measured()
        {
            try
            {
                return new LayerMeasuring(settings, clock)
                {
                    Report = (done, all) => progress.Count("layers measured", done, all),
                    Cancellation = cancellation,
                }.Measure(generator, format, shape);
            }
            catch (OperationCanceledException)
            {
                throw new OperationCanceledException(
                    "Interrupted while layers were measured. The same command begins again.",
                    cancellation
                );
            }
        }
    }

    /// <summary>Tells when times were measured on another processor than this one, once.</summary>
    public void TellProcessor(LayerTimes times)
    {
        if (times.Processor == Processor.Name || _isTold)
        {
            return;
        }

        _isTold = true;
        log.Warning(
            "This run goes by what layers take on {Processor:l}, where it began; this processor is {Here:l}",
            times.Processor ?? "a processor without a name",
            Processor.Name ?? "one without a name"
        );
    }
}
