using FsCheck.Xunit;
using GsFramework.Core.Configuration;
using GsFramework.Core.Data;
using GsFramework.Host.Searching;

namespace GsFramework.Tests.Host.Searching;

public class SuccessiveHalvingTests
{
    [Theory]
    [InlineData(1, 3, 9, new[] { 1, 3, 9 })]
    [InlineData(3, 3, 9, new[] { 3, 9 })]
    [InlineData(9, 3, 9, new[] { 9 })]
    [InlineData(100, 4, 3000, new[] { 100, 400, 1600, 3000 })]
    public void Rungs_are_geometric_up_to_the_end_of_a_run(int minimum, int reduction, int updates, int[] rungs) =>
        Assert.Equal(
            rungs,
            SuccessiveHalving.Rungs(new HalvingOptions { Minimum = minimum, Reduction = reduction }, updates)
        );

    [Fact]
    public void Rungs_of_the_configuration_beyond_the_end_of_a_run_are_left_out() =>
        Assert.Equal([10, 50, 200], SuccessiveHalving.Rungs(new HalvingOptions { Rungs = [10, 50, 200, 300] }, 200));

    // Figure 1 of the paper: 9 configurations, η = 3, R = 9; the brackets s = 0, 1 and 2.
    [Theory]
    [InlineData(1, new[] { 9, 3, 1 }, 27)]
    [InlineData(3, new[] { 9, 3 }, 54)]
    [InlineData(9, new[] { 9 }, 81)]
    public void The_brackets_of_the_paper_have_its_counts_and_budgets(int minimum, int[] counts, int budget)
    {
        var rungs = SuccessiveHalving.Rungs(new HalvingOptions { Minimum = minimum }, 9);

        var entries = Run(9, rungs.Count, 3, static trial => trial);

        Assert.Equal(counts, rungs.Select((_, rung) => entries.Count(entry => entry.Rung == rung)));
        Assert.Equal(budget, entries.Sum(entry => rungs[entry.Rung]));
    }

    [Property(MaxTest = 60)]
    public bool Each_promoted_trial_is_of_the_best_share_of_its_rung_and_none_of_that_share_is_left(
        byte trials,
        byte reduction,
        byte workers,
        int seed
    )
    {
        var (rungs, factor, count) = (4, 2 + (reduction % 4), trials % 40);
        var random = new CounterRandom(seed);
        var running = new List<RungEntry>();
        var entries = new List<RungEntry>();
        var begun = 0;
        while (true)
        {
            var next = SuccessiveHalving.Next(entries, rungs, factor);
            if (next is not null)
            {
                var rung = entries.Where(entry => entry.Rung == next.Rung - 1 && entry.Costs is not null).ToArray();
                var best = rung.OrderBy(static entry => entry.Costs![0]).ThenBy(static entry => entry.Trial);
                if (
                    entries.Any(entry => entry.Trial == next.Trial && entry.Rung == next.Rung)
                    || best.Take(rung.Length / factor).All(entry => entry.Trial != next.Trial)
                )
                {
                    return false;
                }
            }

            if (running.Count <= workers % 5 && (next is not null || begun < count))
            {
                next ??= new Promotion(begun++, 0);
                running.Add(new RungEntry(next.Trial, next.Rung, null));
                entries.Add(running[^1]);
            }
            else if (running.Count > 0)
            {
                // Workers finish in any order.
                var done = running[random.Below(running.Count)];
                running.Remove(done);
                entries.Remove(done);
                entries.Add(done with { Costs = [random.Below(10)] });
            }
            else
            {
                break;
            }
        }

        return Enumerable
            .Range(0, rungs - 1)
            .All(rung => Count(entries, rung + 1) >= Count(entries, rung) / factor && Count(entries, 0) == count);
    }

    [Fact]
    public void A_trial_continues_before_the_others_of_its_rung_have_ended()
    {
        RungEntry[] entries = [new(0, 0, [3]), new(1, 0, null), new(2, 0, [1]), new(3, 0, null), new(4, 0, [2])];

        Assert.Equal(new Promotion(2, 1), SuccessiveHalving.Next(entries, 3, 3));
        Assert.Null(SuccessiveHalving.Next(entries[..4], 3, 3));
    }

    [Fact]
    public void The_highest_rung_comes_first()
    {
        RungEntry[] entries =
        [
            .. Enumerable.Range(0, 9).Select(static trial => new RungEntry(trial, 0, [trial])),
            .. Enumerable.Range(0, 2).Select(static trial => new RungEntry(trial, 1, [trial])),
        ];

        Assert.Equal(new Promotion(0, 2), SuccessiveHalving.Next(entries, 3, 2));
        Assert.Equal(new Promotion(2, 1), SuccessiveHalving.Next([.. entries, new(0, 2, null)], 3, 2));
    }

    [Fact]
    public void Better_trials_that_come_later_continue_although_the_share_was_promoted()
    {
        RungEntry[] entries =
        [
            new(0, 0, [6]), new(1, 0, [7]), new(2, 0, [8]), new(0, 1, [6]), new(3, 0, [1]), new(4, 0, [2]),
            new(5, 0, [3]), new(3, 1, null),
        ];

        Assert.Equal(new Promotion(4, 1), SuccessiveHalving.Next(entries, 3, 3));
    }

    [Fact]
    public void What_fails_on_the_way_is_not_sent_there_again_and_does_not_count()
    {
        RungEntry[] entries = [new(0, 0, [1]), new(1, 0, [2]), new(2, 0, [3]), new(0, 1, null), new(3, 0, null)];

        Assert.Null(SuccessiveHalving.Next(entries, 3, 3));
    }

    [Fact]
    public void A_cost_that_is_no_number_is_the_worst()
    {
        RungEntry[] entries = [new(0, 0, [double.NaN]), new(1, 0, [5])];

        Assert.Equal(new Promotion(1, 1), SuccessiveHalving.Next(entries, 2, 2));
    }

    [Fact]
    public void By_several_goals_the_front_continues()
    {
        RungEntry[] entries = [new(0, 0, [9, 9]), new(1, 0, [1, 5]), new(2, 0, [2, 6]), new(3, 0, [5, 1])];

        var first = SuccessiveHalving.Next(entries, 2, 2)!;
        var second = SuccessiveHalving.Next([.. entries, new(first.Trial, 1, null)], 2, 2)!;

        Assert.Equal([1, 3], new[] { first.Trial, second.Trial }.Order());
    }

    [Fact]
    public void The_order_of_the_entries_does_not_matter()
    {
        RungEntry[] entries = [.. Enumerable.Range(0, 12).Select(static trial => new RungEntry(trial, 0, [trial % 3]))];

        Assert.Equal(
            SuccessiveHalving.Next(entries, 3, 3),
            SuccessiveHalving.Next([.. entries.Reverse()], 3, 3)
        );
    }

    [Fact]
    public void When_few_trials_promote_none_the_best_is_brought_to_the_end()
    {
        List<RungEntry> entries = [new(0, 0, [2]), new(1, 0, [1])];

        Assert.Null(SuccessiveHalving.Next(entries, 3, 3));
        for (var rung = 1; rung < 3; rung++)
        {
            Assert.Equal(new Promotion(1, rung), SuccessiveHalving.Closing(entries, 3));
            entries.Add(new RungEntry(1, rung, [1]));
        }

        Assert.Null(SuccessiveHalving.Closing(entries, 3));
    }

    [Fact]
    public void When_the_best_fails_on_its_way_to_the_end_the_next_one_is_brought_there()
    {
        RungEntry[] entries = [new(0, 0, [2]), new(1, 0, [1]), new(1, 1, null)];

        Assert.Equal(new Promotion(0, 1), SuccessiveHalving.Closing(entries, 3));
        Assert.Null(SuccessiveHalving.Closing([.. entries, new(0, 1, null)], 3));
    }

    // One worker; a trial costs the same at each rung.
    private static List<RungEntry> Run(int trials, int rungs, int reduction, Func<int, double> cost)
    {
        var entries = new List<RungEntry>();
        for (var begun = 0; ;)
        {
            var next = SuccessiveHalving.Next(entries, rungs, reduction);
            if (next is null && begun == trials)
            {
                return entries;
            }

            next ??= new Promotion(begun++, 0);
            entries.Add(new RungEntry(next.Trial, next.Rung, [cost(next.Trial)]));
        }
    }

    private static int Count(IEnumerable<RungEntry> entries, int rung) => entries.Count(entry => entry.Rung == rung);
}
