using GsFramework.Bench.Results;
using GsFramework.Core.Configuration;
using GsFramework.Host.Commands;
using GsFramework.Host.Logging;
using GsFramework.Host.Pipeline;
using GsFramework.Host.Planning;
using GsFramework.Host.Runs;
using GsFramework.Host.Teaching;

namespace GsFramework.Bench.Whole;

/// <summary>One whole run through the program's own pipeline.</summary>
internal static class WholeChild
{
    /// <summary>The program as it is.</summary>
    public const string Program = "program";

    /// <summary>The program with every shortcut off.</summary>
    public const string Reference = "reference";

    /// <summary>What turns off shortcuts that are options: convolutions in fp32, a generator that is dense throughout
    /// slimming, and quantisers from the first update of fine-tuning to the last.</summary>
    public static IReadOnlyList<string> ShortcutsOff { get; } =
        [
            "training:precision=fp32",
            "training:slim:compactEvery=0",
            "objective:terms:quantization:delayShare=0",
        ];

    /// <summary>Runs it.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="sets">What is laid over it.</param>
    /// <param name="seed">Its seed.</param>
    /// <param name="way"><see cref="Program"/> or <see cref="Reference"/>.</param>
    /// <param name="measured">How and where.</param>
    public static WholeRun Run(string config, IReadOnlyList<string> sets, int seed, string way, Measurement measured)
    {
        var all = sets.Concat(way == Reference ? ShortcutsOff : []).Append($"seed={seed}").ToArray();
        var folder = Directory.CreateTempSubdirectory("gs-whole-").FullName;
        try
        {
            using var log = new RunLog(Terminal.OfProcess());
            var context = new VerbContext(Terminal.OfProcess(), log, [], CancellationToken.None);
            using var session = RunSession.Open(
                new ConfigurationArguments(config, all, [], Compresses: true),
                Path.Combine(folder, "run"),
                smoke: false,
                context,
                DryRun.OfCompression
            );
            session.FitImages(Verbs.GeneratorOfCompression);
            var clock = new RunClock();
            var meter = new WorkMeter(() => clock.Elapsed);
            session.ChoosePrecision(isTeacher: false);
            var options = session.Run.Options;
            var run = session.Run with
            {
                Options = options with
                {
                    Export = options.Export with { Formats = [] },
                    Evaluation = options.Evaluation with { Latency = false },
                },
                KeepsTeacherOutputs = way != Reference,
                JudgesInOnePass = way != Reference,
                Progress = meter,
            };
            using var pipeline = new CompressionPipeline(run);
            using var hold = Verbs.Begin(run, "compress", context);
            var result = pipeline.Run();
            string[] training = [WorkMeter.Start, PhaseName.Slim, PhaseName.Extract, PhaseName.FineTune];
            var phases = meter.Phases.Where(phase => training.Contains(phase.Name)).ToArray();
            return new WholeRun(
                seed,
                way,
                measured,
                all,
                phases.ToDictionary(static phase => phase.Name, static phase => Round(phase.Time.Seconds)),
                phases.ToDictionary(static phase => phase.Name, static phase => Round(phase.Time.CpuSeconds)),
                result.Macs.Ratio,
                [
                    .. result.Scores.Select(static score => new WholeScore(
                        score.Metric,
                        score.Compact,
                        score.StandardError
                    )),
                ]
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Round(double seconds) => Math.Round(seconds, 2);
}
