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
    private const int MostCombinations = 10_000;

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
        var models = space
            .Parameters.Select(
                (parameter, index) =>
                    new KeyModel(
                        parameter,
                        parameter.Density(Places(parameter, index, good)),
                        parameter.Density(Places(parameter, index, bad))
                    )
            )
            .ToArray();
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var random = new CounterRandom(seed, number, attempt, Stream);
            string[] values =
            [
                .. models.Select(model => model.Best(options.Candidates, ref random)),
            ];
            if (!tried.Contains(values))
            {
                return values;
            }
        }

        return Untried(space, models, tried) ?? RandomSearch.Propose(space, tried, seed, number);
    }

    // Where what is drawn has been tried again and again, the space is small: of all that is left, the most promising.
    private static IReadOnlyList<string>? Untried(SearchSpace space, KeyModel[] models, TriedValues tried) =>
        space.IsFinite && space.WithoutSteps.GridCount <= MostCombinations
            ? space
                .WithoutSteps.Grid()
                .Where(values => !tried.Contains(values))
                .MaxBy(values => models.Zip(values, static (model, value) => model.LogRatio(value)).Sum())
            : null;

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

    /// <summary>What is known of a key: the densities of its places among good and bad trials.</summary>
    private sealed record KeyModel(SearchParameter Parameter, ISearchDensity Good, ISearchDensity Bad)
    {
        /// <summary>Of values that are drawn by l, the one with the largest l/g.</summary>
        public string Best(int candidates, ref CounterRandom random)
        {
            var (best, most) = (0.0, double.NegativeInfinity);
            for (var candidate = 0; candidate < candidates; candidate++)
            {
                var place = Good.Draw(ref random);
                var ratio = Good.At(place) / Bad.At(place);
                if (ratio > most)
                {
                    (best, most) = (place, ratio);
                }
            }

            return Parameter.Value(best);
        }

        /// <summary>log(l/g) of a value of the parameter.</summary>
        public double LogRatio(string value) =>
            Parameter.Place(value) is { } place ? Math.Log(Good.At(place) / Bad.At(place)) : 0;
    }
}
