using System.Diagnostics;
using GsFramework.Bench.Results;
using static TorchSharp.torch;

namespace GsFramework.Bench.Limits;

/// <summary>Times of single operations.</summary>
internal static class Stopwatches
{
    private const double LeastMilliseconds = 3;

    /// <summary>The median milliseconds of something, which is repeated where it is too short for a clock.</summary>
    /// <param name="rounds">How often it is timed.</param>
    /// <param name="act">It.</param>
    /// <param name="prepare">What comes before each, and does not count; then nothing is repeated.</param>
    public static double Median(int rounds, Action act, Action? prepare = null)
    {
        var once = Of(1, act, prepare);
        once = Math.Min(once, Of(1, act, prepare));
        var repeats = prepare is null ? (int)Math.Clamp(LeastMilliseconds / once, 1, 1000) : 1;
        return Spread.Of(Enumerable.Range(0, rounds).Select(_ => Of(repeats, act, prepare))).Median;
    }

    private static double Of(int repeats, Action act, Action? prepare)
    {
        using var scope = NewDisposeScope();
        prepare?.Invoke();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < repeats; i++)
        {
            using var inner = NewDisposeScope();
            act();
        }

        return watch.Elapsed.TotalMilliseconds / repeats;
    }
}
