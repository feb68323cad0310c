using GsFramework.Core.Data;

namespace GsFramework.Host.Benchmarking;

/// <summary>
/// Takes the times of several things in turn, so that a busy moment of the machine hits all of them. Each round has an
/// order of its own: none always runs in the caches that the same other left behind.
/// </summary>
internal static class Turns
{
    private const long OrderKey = 1;

    /// <summary>Runs each of them once a round.</summary>
    /// <param name="runs">What is timed.</param>
    /// <param name="warmUp">Rounds that are not counted.</param>
    /// <param name="rounds">Rounds that are counted.</param>
    /// <param name="clock">Takes the times.</param>
    /// <param name="report">Told after each round how many are done, those of the warm-up too.</param>
    /// <param name="cancellation">Ends it between two runs.</param>
    /// <returns>For each the milliseconds of its counted runs, in the order of the rounds.</returns>
    public static IReadOnlyList<IReadOnlyList<double>> Time(
        IReadOnlyList<Action> runs,
        int warmUp,
        int rounds,
        TimeProvider clock,
        Action<int>? report,
        CancellationToken cancellation
    )
    {
        var times = runs.Select(static _ => new List<double>()).ToArray();
        for (var round = 0; round < warmUp + rounds; round++)
        {
            foreach (var number in new CounterRandom(OrderKey, round).Permutation(runs.Count))
            {
                cancellation.ThrowIfCancellationRequested();
                var begin = clock.GetTimestamp();
                runs[number]();
                var elapsed = clock.GetElapsedTime(begin);
                if (round >= warmUp)
                {
                    times[number].Add(elapsed.TotalMilliseconds);
                }
            }

            report?.Invoke(round + 1);
        }

        return times;
    }
}
