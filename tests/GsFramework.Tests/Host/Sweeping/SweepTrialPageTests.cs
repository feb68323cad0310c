using GsFramework.Campaign.Sweeps;
using GsFramework.Core.Interchange;

namespace GsFramework.Tests.Host.Sweeping;

/// <summary>The published page of <c>eng/sweep.sh</c>.</summary>
public sealed class SweepTrialPageTests
{
    private static readonly string _folder = Repository.Path("docs", "results", "sweep");

    private static SweepTrialResults Published =>
        RecordJson.Read<SweepTrialResults>(Path.Combine(_folder, SweepTrialResults.File));

    [Fact]
    public void The_page_has_the_numbers_of_its_file() =>
        Assert.Equal(SweepTrialPage.Of(Published), File.ReadAllText(Path.Combine(_folder, "README.md")));

    [Fact]
    public void Every_published_search_has_reached_the_best_of_the_grid_with_a_third_of_its_updates()
    {
        Assert.Equal([1, 2, 3, 4, 5], Published.Searches.Select(static search => search.Seed));
        Assert.All(Published.Searches, static search => Assert.True(Published.HasReached(search)));
    }

    [Fact]
    public void A_search_that_finds_less_or_takes_more_has_not_reached_it()
    {
        var search = Published.Searches[0];

        Assert.False(Published.HasReached(search with { Updates = (Published.Grid.Updates / 3) + 1 }));
        Assert.False(
            Published.HasReached(search with { Best = search.Best with { Score = Published.Grid.Best.Score * 1.001 } })
        );
    }
}
