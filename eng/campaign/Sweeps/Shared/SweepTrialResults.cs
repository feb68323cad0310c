namespace GsFramework.Campaign.Sweeps;

/// <summary><c>sweep.json</c>: what one call of <c>eng/sweep.sh</c> found.</summary>
/// <param name="Date">When.</param>
/// <param name="Machine">On which processors.</param>
/// <param name="Jobs">Trials at a time.</param>
/// <param name="Version">Of the program.</param>
/// <param name="Goal">The score, of validation images; less is better.</param>
/// <param name="Updates">Of a whole run.</param>
/// <param name="Rungs">The updates after which the searches compared trials.</param>
/// <param name="Reduction">How many there are at a rung for each that continues.</param>
/// <param name="Keys">What varied.</param>
/// <param name="Grid">The full grid.</param>
/// <param name="BestOfGrid">Its best trials.</param>
/// <param name="Searches">By TPE with halving, one a seed.</param>
internal sealed record SweepTrialResults(
    string Date,
    string Machine,
    int Jobs,
    string Version,
    string Goal,
    int Updates,
    IReadOnlyList<int> Rungs,
    int Reduction,
    IReadOnlyList<string> Keys,
    FoundBest Grid,
    IReadOnlyList<FoundTrial> BestOfGrid,
    IReadOnlyList<FoundBest> Searches
)
{
    /// <summary>The file.</summary>
    public const string File = "sweep.json";

    /// <summary>True where a search has found as good a trial as the grid has, with a third of its updates at
    /// most.</summary>
    public bool HasReached(FoundBest search) =>
        search.Best.Score <= Grid.Best.Score && 3 * search.Updates <= Grid.Updates;
}

/// <summary>What a sweep found.</summary>
/// <param name="Seed">Of its search.</param>
/// <param name="Trials">That were begun.</param>
/// <param name="Finished">That came to their ends.</param>
/// <param name="Failed">Without a score.</param>
/// <param name="Updates">Of all trials together.</param>
/// <param name="Best">The best of those that came to their ends.</param>
internal sealed record FoundBest(int Seed, int Trials, int Finished, int Failed, long Updates, FoundTrial Best);

/// <summary>A trial.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">In the order of the keys.</param>
/// <param name="Score">Its goal; null where it failed.</param>
internal sealed record FoundTrial(string Name, IReadOnlyList<string> Values, double? Score);
