using GsFramework.Core.Configuration;

namespace GsFramework.Host.Searching;

/// <summary>A trial that has begun the way to a rung.</summary>
/// <param name="Trial">Its number.</param>
/// <param name="Rung">From 0.</param>
/// <param name="Costs">What its goals cost there, all to be small; null while it is on the way, or where it failed on
/// it.</param>
internal sealed record RungEntry(int Trial, int Rung, IReadOnlyList<double>? Costs);

/// <summary>A trial that is to continue.</summary>
/// <param name="Trial">Its number.</param>
/// <param name="Rung">The rung to which it continues.</param>
internal sealed record Promotion(int Trial, int Rung);

/// <summary>
/// Asynchronous successive halving by promotion (ASHA; Li et al. 2020, "A System for Massively Parallel Hyperparameter
/// Tuning", algorithm 2). The resource is updates of the generator; rung k of a run ends at update r·η^k, the last rung
/// is the end of the run.
/// <code>
/// get_job():
///   for k = K - 1, ..., 1, 0:
///     candidates = top_k(rung k, |rung k| / η)
///     promotable = those of them that were not promoted before
///     if there is one, return it for rung k + 1
///   draw a new configuration, return it for rung 0
/// </code>
/// A trial of the best 1/η continues as soon as it is known for one, without waiting for the others of its rung.
/// </summary>
/// <remarks>Once a trial was promoted it stays so, although later ones may be better; a rung can thus pass on somewhat
/// more than 1/η of its trials, which the paper bounds.</remarks>
internal static class SuccessiveHalving
{
    /// <summary>The updates at which rungs end; the last is the end of the run.</summary>
    /// <param name="options">The rungs of the configuration.</param>
    /// <param name="updates">Of a whole run. Rungs from there on are left out.</param>
    public static IReadOnlyList<int> Rungs(HalvingOptions options, int updates) =>
        [
            .. (options.Rungs ?? Geometric(options.Minimum!.Value, options.Reduction)).TakeWhile(rung =>
                rung < updates
            ),
            updates,
        ];

    /// <summary>The trial that is to continue: a pure function of what has happened, whatever its order.</summary>
    /// <param name="entries">All ways to rungs that were begun.</param>
    /// <param name="rungs">The number of rungs, the end of a run among them.</param>
    /// <param name="reduction">η.</param>
    /// <returns>The trial; null where a new one is to begin.</returns>
    public static Promotion? Next(IReadOnlyCollection<RungEntry> entries, int rungs, int reduction)
    {
        var begun = Begun(entries);
        for (var rung = rungs - 2; rung >= 0; rung--)
        {
            var ordered = BestFirst(entries, rung);
            var next = ordered
                .Take(ordered.Count / reduction)
                .FirstOrDefault(entry => !begun.Contains((entry.Trial, rung + 1)));
            if (next is not null)
            {
                return new Promotion(next.Trial, rung + 1);
            }
        }

        return null;
    }

    /// <summary>The trial that is to continue when there are no new ones and nothing is running: few trials may have
    /// promoted none to the end, and a sweep is to have a result.</summary>
    /// <returns>The best of the highest rung; null where the end was reached, or nothing can reach it.</returns>
    public static Promotion? Closing(IReadOnlyCollection<RungEntry> entries, int rungs)
    {
        if (entries.Any(entry => entry.Rung == rungs - 1 && entry.Costs is not null))
        {
            return null;
        }

        var begun = Begun(entries);
        return Enumerable
            .Range(0, rungs - 1)
            .Reverse()
            .SelectMany(rung => BestFirst(entries, rung))
            .Where(entry => !begun.Contains((entry.Trial, entry.Rung + 1)))
            .Select(static entry => new Promotion(entry.Trial, entry.Rung + 1))
            .FirstOrDefault();
    }

    private static IReadOnlyList<RungEntry> BestFirst(IEnumerable<RungEntry> entries, int rung) =>
        GoalOrder.BestFirst(
            entries.Where(entry => entry.Rung == rung && entry.Costs is not null),
            static entry => entry.Costs!,
            static entry => entry.Trial
        );

    private static HashSet<(int Trial, int Rung)> Begun(IEnumerable<RungEntry> entries) =>
        [.. entries.Select(static entry => (entry.Trial, entry.Rung))];

    private static IEnumerable<int> Geometric(long first, int factor)
    {
        for (var rung = first; rung <= int.MaxValue; rung *= factor)
        {
            yield return (int)rung;
        }
    }
}
