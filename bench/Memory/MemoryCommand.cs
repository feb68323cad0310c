using System.Globalization;
using GsFramework.Bench.Results;
using GsFramework.Core.Configuration;
using GsFramework.Host.Commands;
using GsFramework.Host.Logging;
using GsFramework.Host.Pipeline;
using GsFramework.Host.Planning;
using GsFramework.Host.Teaching;
using MathNet.Numerics;

namespace GsFramework.Bench.Memory;

/// <summary><c>--memory</c>: what a process needs that slims for many updates while channels leave for good.</summary>
internal static class MemoryCommand
{
    private const string MacRatioColumn = "channel-pruning.macRatio";
    private const int Samples = 40;

    /// <summary>Slims through the program's own pipeline.</summary>
    /// <param name="arguments">Of the program.</param>
    /// <param name="steps">Updates.</param>
    /// <param name="folder">Where results are written; null for nowhere.</param>
    public static void Run(IReadOnlyList<string> arguments, int steps, string? folder)
    {
        var measured = Measurement.Now(arguments);
        var samples = Slim(steps);
        var half = samples.Skip(samples.Count / 2).ToArray();
        var (_, slope) = Fit.Line(
            [.. half.Select(static sample => sample.Step / 1000.0)],
            [.. half.Select(static sample => sample.Megabytes)]
        );
        var results = new MemoryResults(1, measured, samples, Math.Round(slope, 2));
        Console.WriteLine(MemoryTables.Of(results));
        if (folder is not null)
        {
            new ResultFolder(folder).Write(MemoryResults.File, results, MemoryTables.Of(results));
        }
    }

    private static List<MemorySample> Slim(int steps)
    {
        var samples = new List<MemorySample>();
        var folder = Directory.CreateTempSubdirectory("gs-memory-").FullName;
        try
        {
            using var log = new RunLog(Terminal.OfProcess());
            var context = new VerbContext(Terminal.OfProcess(), log, [], CancellationToken.None);
            string[] sets =
            [
                string.Create(CultureInfo.InvariantCulture, $"training:slim:steps={steps}"),
                "training:precision=fp32",
                "evaluation:latency=false",
                "evaluation:limit=4",
            ];
            using var session = RunSession.Open(
                new ConfigurationArguments(
                    Path.Combine(RepositoryFolder.Of("bench"), "memory.json"),
                    sets,
                    [],
                    Compresses: true
                ),
                Path.Combine(folder, "run"),
                smoke: false,
                context,
                DryRun.OfCompression
            );
            session.FitImages(Verbs.GeneratorOfCompression);
            var every = Math.Max(1, steps / Samples);
            var run = session.Run with
            {
                RowWritten = row =>
                {
                    if (row.Values.TryGetValue(MacRatioColumn, out var ratio) && (row.Step + 1) % every == 0)
                    {
                        samples.Add(
                            new MemorySample(
                                row.Step + 1,
                                Math.Round(Environment.WorkingSet / 1e6, 1),
                                double.Parse(ratio, CultureInfo.InvariantCulture)
                            )
                        );
                    }
                },
            };
            using var pipeline = new CompressionPipeline(run);
            using var hold = Verbs.Begin(run, "compress", context);
            pipeline.Run();
            return samples;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
