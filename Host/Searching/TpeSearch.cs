using GsFramework.Core.Configuration;
using GsFramework.Core.Data;

namespace GsFramework.Host.Searching;

/// <summary>
/// Search by tree-structured Parzen estimators (Bergstra, Bardenet, Bengio and Kégl 2011, "Algorithms for
/// Hyper-Parameter Optimization", section 4).
/// <code>
/// p(x | y) = l(x) where y is among the share γ of best costs, else g(x)      (2)
/// EI(x) is proportional to 1 / (γ + (1 - γ) g(x)/l(x))                       (3)
/// </code>
/// So the x of the largest expected improvement is that of the largest l(x)/g(x). It is looked for among values that
/// are drawn by l. As l and g are products over the keys, each key has its own search.
/// </summary>
/// <remarks>
/// Trials that came further are better than those that halving stopped before, and costs are compared within a rung.
/// Several costs are ordered by non-domination, as in MOTPE (Ozaki et al. 2020). Trials that are still running, and
/// those that failed, count as bad: the search looks elsewhere until their costs are known.
/// </remarks>
internal static class TpeSearch
{
    private const int Attempts = 16;

    // Tells its numbers from those of random search.
    private const int Stream = 1;

    /// <summary>What a trial tries: a pure function of its arguments, whatever the order of the history.</summary>
    /// <param name="space">The space.</param>
    /// <param name="history">The other trials.</param>
    /// <param name="options">Of the search.</param>
    /// <param name="seed">Likewise.</param>
    /// <param name="number">Of the trial.</param>
    /// <returns>The values; null where all have been tried.</returns>
    public static IReadOnlyList<string>? Propose(
        SearchSpace space,
        IReadOnlyCollection<SearchTrial> history,
        TpeOptions options,
        int seed,
        int number
    )
    {
        var tried = new TriedValues(history);
        var ordered = BestFirst(history);
        if (ordered.Count < options.Startup)
        {
            return RandomSearch.Propose(space, tried, seed, number);
        }

        SearchTrial[] good = [.. ordered.Take((int)Math.Ceiling(options.Gamma * ordered.Count))];
        SearchTrial[] bad = [.. history.Except(good)];
        var models = space.Parameters.Select((parameter, index) =>
            (
                Parameter: parameter,
                Good: parameter.Density(Places(parameter, index, good)),
                Bad: parameter.Density(Places(parameter, index, bad))
            )
        ).ToArray();
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var random = new CounterRandom(seed, number, attempt, Stream);
            string[] values =
            [
                .. models.Select(model => Best(model.Parameter, model.Good, model.Bad, options.Candidates, ref random)),
            ];
            if (!tried.Contains(values))
            {
                return values;
            }
        }

        return RandomSearch.Propose(space, tried, seed, number);
    }

    private static IReadOnlyList<SearchTrial> BestFirst(IEnumerable<SearchTrial> history) =>
        [
            .. history
                .Where(static trial => trial.Costs is not null)
                .GroupBy(static trial => trial.Rung)
                .OrderByDescending(static rung => rung.Key)
                .SelectMany(static rung =>
                    GoalOrder.BestFirst(rung, static trial => trial.Costs!, static trial => trial.Number)
                ),
        ];

    // A history may have values that the space has no more.
    private static double[] Places(SearchParameter parameter, int index, IEnumerable<SearchTrial> trials) =>
        [.. trials.Select(trial => parameter.Place(trial.Values[index])).OfType<double>()];

    private static string Best(
        SearchParameter parameter,
        ISearchDensity good,
        ISearchDensity bad,
        int candidates,
        ref CounterRandom random
    )
    {
        var (best, most) = (0.0, double.NegativeInfinity);
        for (var candidate = 0; candidate < candidates; candidate++)
        {
            var place = good.Draw(ref random);
            var ratio = good.At(place) / bad.At(place);
            if (ratio > most)
            {
                (best, most) = (place, ratio);
            }
        }

        return parameter.Value(best);
    }
}
