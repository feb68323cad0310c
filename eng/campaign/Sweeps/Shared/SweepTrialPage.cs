using System.Globalization;

namespace GsFramework.Campaign.Sweeps;

/// <summary>The page of <c>eng/sweep.sh</c>.</summary>
internal static class SweepTrialPage
{
    /// <summary>Writes it.</summary>
    public static string Of(SweepTrialResults results) =>
        Text(
            $"""
            # A sweep against the full grid

            Three settings of [configs/sweep-ink.json](../../../configs/sweep-ink.json), whose runs have
            {results.Updates} updates: every combination of its grid, then a search of the same ranges by TPE with
            successive halving, which compares trials after {string.Join(", ", results.Rungs.SkipLast(1))} updates and
            continues 1 of {results.Reduction}. The goal is `{results.Goal}` on validation images, lower is better; no
            test image was looked at. [sweep.md](../../sweep.md) tells how to use sweeps. This page and
            [its numbers]({SweepTrialResults.File}) were written by

                eng/sweep.sh --seeds {results.Searches.Count} --jobs {results.Jobs}

            on {results.Date}, with {results.Machine}, by version {results.Version}.

            | | trials | finished | failed | updates | of the grid's | {results.Goal} | reached |
            | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |

            """
        )
        + Row("full grid", results.Grid, results, "")
        + string.Concat(
            results.Searches.Select(search =>
                Row($"TPE, seed {search.Seed}", search, results, results.HasReached(search) ? "yes" : "no")
            )
        )
        + Text(
            $"""

            "Reached" says that the search found a trial as good as the grid's best, or a better one, with at most a
            third of the grid's updates: {results.Searches.Count(results.HasReached)} of {results.Searches.Count} did.
            All searches choose from the grid's {results.Grid.Trials} combinations, and a trial of the same values has
            the same scores. As many combinations drawn at random, all taken to their ends, would have the best
            among them in {Chances(results)} of 100 cases, with {Chances(results)} % of the grid's updates. The rungs and
            the number of trials were settled with this grid and the seed 1.

            ## The best trials

            | | {string.Join(" | ", results.Keys.Select(static key => $"`{key}`"))} | {results.Goal} |
            | --- |{string.Concat(Enumerable.Repeat(" ---: |", results.Keys.Count + 1))}

            """
        )
        + string.Concat(
            results
                .BestOfGrid.Select(trial => Row($"grid, {trial.Name}", trial))
                .Concat(
                    results.Searches.Select(search => Row($"TPE, seed {search.Seed}, {search.Best.Name}", search.Best))
                )
        );

    // The largest, which is the kindest to chance.
    private static string Chances(SweepTrialResults results) =>
        $"{100.0 * results.Searches.Max(static search => search.Trials) / results.Grid.Trials:F0}";

    private static string Row(string name, FoundBest sweep, SweepTrialResults results, string reached) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {sweep.Trials} | {sweep.Finished} | {sweep.Failed} | {sweep.Updates:N0} | "
                + $"{(double)sweep.Updates / results.Grid.Updates:P0} | {sweep.Best.Score:F4} | {reached} |\n"
        );

    private static string Row(string name, FoundTrial trial) =>
        Text($"| {name} | {string.Join(" | ", trial.Values)} | {trial.Score:F4} |\n");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
