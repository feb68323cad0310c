using System.Globalization;
using GsFramework.Core.Inference;
using GsFramework.Core.Processes;
using Serilog;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Benchmarking;

/// <summary>
/// How much memory a model takes. Models that share a process share its heaps, and none gives all of it back: so each
/// is opened and run twice in a process of its own, whose peak counts, less what it had before.
/// </summary>
internal static class MemoryProbe
{
    /// <summary>The hidden verb that is run in that process.</summary>
    public const string Verb = "benchmark-memory";

    private const int Runs = 2;

    /// <summary>Measures in a process of its own.</summary>
    /// <returns>Bytes, or null when that process failed.</returns>
    public static long? Measure(
        TimedModel model,
        BenchmarkSettings settings,
        IReadOnlyList<string> pluginFolders,
        ILogger log,
        CancellationToken cancellation
    )
    {
        long? bytes = null;
        static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
        var code = ChildRun.Run(
            [
                Verb,
                model.Path,
                "--size",
                $"{settings.Size}",
                "--batch",
                Text(settings.Batch),
                "--threads",
                Text(settings.Threads),
                .. pluginFolders.SelectMany(static folder => new[] { "--plugins", folder }),
            ],
            line => log.Debug("{Line}", line),
            cancellation,
            line =>
                bytes = long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : bytes
        );
        cancellation.ThrowIfCancellationRequested();
        if (code != 0 || bytes is null)
        {
            log.Warning(
                "The memory of {Model} ({Format}) could not be measured: that process ended with code {Code}",
                model.Model,
                model.Format,
                code
            );
            return null;
        }

        return bytes;
    }

    /// <summary>Measures in this process, which must have done nothing yet but load libtorch and the plugins.</summary>
    public static long Here(Func<IImageNetwork> open, BenchmarkSettings settings)
    {
        var memory = new PeakMemory();
        using var network = open();
        using var scope = NewDisposeScope();
        var images = Benchmark.Images(settings, network.InputChannels);
        for (var run = 0; run < Runs; run++)
        {
            using var step = NewDisposeScope();
            network.Run(images);
        }

        return memory.Growth;
    }
}
