using GsFramework.Host.Evaluation;
using GsFramework.Host.Runs;

namespace GsFramework.Tests.Host.Runs;

/// <summary>A result of a few numbers.</summary>
internal static class TinyResult
{
    /// <summary>A result with one score, KID to the teacher.</summary>
    /// <param name="ratio">How many times fewer MACs and bytes.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="score">The score.</param>
    public static RunResult Of(double ratio = 4, int seed = 1, double score = 0.1) =>
        new()
        {
            Name = "tiny",
            Method = "gs-8",
            Seed = seed,
            Macs = new MacPair(1000, (long)(1000 / ratio), ratio, null),
            Bytes = new SizePair(40, 10, 4),
            Parameters = new SizePair(20, 5, 4),
            Channels = [new LayerChannels("model.1", 64, 20, 1000, 250)],
            Steps = new TrainingSteps(10, 20),
            CpuSeconds = new TrainingTimes(1.5, 2, 4),
            Scores = [new Score("kid-x-teacher", "test", 8, null, score, null) { Protocol = new ScoreProtocol(8, 8) }],
        };
}
