using GsFramework.Core.Data;

namespace GsFramework.Host.Searching;

/// <summary>Random search (Bergstra and Bengio 2012), without trying anything twice.</summary>
internal static class RandomSearch
{
    private const int Attempts = 64;

    /// <summary>What a trial tries: a pure function of its arguments.</summary>
    /// <param name="space">The space.</param>
    /// <param name="tried">The other trials.</param>
    /// <param name="seed">Of the search.</param>
    /// <param name="number">Of the trial.</param>
    /// <returns>The values; null where all have been tried.</returns>
    public static IReadOnlyList<string>? Propose(
        SearchSpace space,
        IEnumerable<SearchTrial> tried,
        int seed,
        int number
    ) => Propose(space, new TriedValues(tried), seed, number);

    /// <inheritdoc cref="Propose(SearchSpace, IEnumerable{SearchTrial}, int, int)"/>
    public static IReadOnlyList<string>? Propose(SearchSpace space, TriedValues tried, int seed, int number)
    {
        string[] values = [];
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var random = new CounterRandom(seed, number, attempt);
            values = [.. space.Parameters.Select(parameter => parameter.Draw(ref random))];
            if (!tried.Contains(values))
            {
                return values;
            }
        }

        // Few are left, or none.
        return space.IsFinite ? space.WithoutSteps.Grid().FirstOrDefault(other => !tried.Contains(other)) : values;
    }
}
