using System.Globalization;
using FsCheck.Xunit;
using GsFramework.Core.Configuration;
using GsFramework.Host.Searching;

namespace GsFramework.Tests.Host.Searching;

public class TpeSearchTests
{
    private static readonly TpeOptions _options = new();

    private static readonly SearchSpace _space = new([
        new RangeParameter("x", -5, 5),
        new RangeParameter("n", 3, 9) { IsInteger = true },
        new RangeParameter("rate", 1e-4, 1) { IsLog = true },
        new ChoiceParameter("kind", ["a", "b", "c"]),
    ]);

    [Property(MaxTest = 50)]
    public bool Proposals_are_values_of_the_space(int seed, byte number, byte[] costs)
    {
        var history = Random(_space, seed, 12 + costs.Length, at => costs.Length == 0 ? 0 : costs[at % costs.Length]);

        var values = TpeSearch.Propose(_space, history, _options, seed, history.Length + number)!;

        return _space.Parameters.Zip(values).All(static pair => pair.First.Place(pair.Second) is not null)
            && int.TryParse(values[1], NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }

    [Fact]
    public void A_proposal_depends_on_its_arguments_but_not_on_the_order_of_the_history()
    {
        var history = Random(_space, 1, 30, static at => at % 4);

        var values = TpeSearch.Propose(_space, history, _options, 2, 30)!;

        Assert.Equal(values, TpeSearch.Propose(_space, history, _options, 2, 30)!);
        Assert.Equal(values, TpeSearch.Propose(_space, [.. history.Reverse()], _options, 2, 30)!);
        Assert.NotEqual(values, TpeSearch.Propose(_space, history, _options, 3, 30)!);
        Assert.NotEqual(values, TpeSearch.Propose(_space, history, _options, 2, 31)!);
    }

    [Fact]
    public void It_begins_as_random_search()
    {
        var history = Random(_space, 4, 9, static at => at);

        Assert.Equal(
            RandomSearch.Propose(_space, history, 4, 9)!,
            TpeSearch.Propose(_space, history, _options, 4, 9)!
        );
    }

    [Fact]
    public void A_log_scale_is_searched_as_a_linear_one_of_logarithms()
    {
        var log = Search(
            new([new RangeParameter("k", 1e-4, 1) { IsLog = true }]),
            static k => Math.Abs(Math.Log10(k) + 2),
            25
        );
        var larger = Search(
            new([new RangeParameter("k", 1e-2, 100) { IsLog = true }]),
            static k => Math.Abs(Math.Log10(k)),
            25
        );
        var linear = Search(new([new RangeParameter("k", -4, 0)]), static k => Math.Abs(k + 2), 25);

        Assert.All(log.Zip(larger), static pair => Assert.Equal(100, pair.Second / pair.First, 0.01));
        Assert.All(log.Zip(linear), static pair => Assert.Equal(pair.Second, Math.Log10(pair.First), 1e-3));
    }

    [Fact]
    public void Several_goals_are_searched_along_their_front()
    {
        var space = new SearchSpace([new RangeParameter("x", -10, 10)]);
        var history = new List<SearchTrial>();
        for (var number = 0; number < 60; number++)
        {
            var values = TpeSearch.Propose(space, history, _options, 1, number)!;
            var x = Number(values[0]);
            history.Add(new SearchTrial(number, values) { Costs = [x * x, (x - 3) * (x - 3)] });
        }

        // The front is from 0 to 3, where 15 of 100 random values are.
        var later = history.Skip(20).Select(static trial => Number(trial.Values[0])).ToArray();
        Assert.True(later.Count(static x => x is >= 0 and <= 3) > later.Length / 2);
        Assert.Contains(later, static x => x is >= 0 and <= 1);
        Assert.Contains(later, static x => x is >= 2 and <= 3);
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("not a number")]
    [InlineData("stopped early")]
    [InlineData("costs more")]
    public void What_failed_or_was_stopped_or_costs_more_is_tried_less(string fate)
    {
        var space = new SearchSpace([
            new ChoiceParameter("kind", ["good", "bad"]),
            new RangeParameter("x", 0, 1),
        ]);
        var history = new List<SearchTrial>();
        for (var number = 0; number < 60; number++)
        {
            var values = TpeSearch.Propose(space, history, _options, 3, number)!;
            var trial = new SearchTrial(number, values) { Rung = 1, Costs = [1] };
            history.Add(
                (values[0], fate) switch
                {
                    ("good", _) => trial,
                    (_, "failed") => trial with { Costs = null },
                    (_, "not a number") => trial with { Costs = [double.NaN] },
                    (_, "stopped early") => trial with { Rung = 0, Costs = [0] },
                    _ => trial with { Costs = [2] },
                }
            );
        }

        Assert.True(history.Skip(20).Count(static trial => trial.Values[0] == "good") > 30);
    }

    [Fact]
    public void When_what_is_promising_has_been_tried_the_most_promising_of_what_is_left_is_taken()
    {
        var space = new SearchSpace([
            new ChoiceParameter("first", ["a", "b", "c"]),
            new ChoiceParameter("second", ["a", "b", "c"]),
        ]);
        var left = new[] { "a c", "c b", "c c" };
        SearchTrial[] history =
        [
            .. space
                .Grid()
                .Where(values => !left.Contains(string.Join(' ', values)))
                .Select(
                    static (values, number) =>
                        new SearchTrial(number, values) { Costs = [values[0] == "a" ? number : 10 + number] }
                ),
        ];

        Assert.All(Enumerable.Range(0, 20), seed =>
            Assert.Equal(
                ["a", "c"],
                TpeSearch.Propose(space, history, _options with { Startup = 2, Gamma = 0.3 }, seed, history.Length)!
            )
        );
    }

    [Fact]
    public void Values_that_the_space_has_no_more_are_passed_over()
    {
        var history = Random(_space, 1, 20, static at => at)
            .Select(static trial => trial with { Values = ["99", "x", "0", "gone"] })
            .ToArray();

        Assert.NotNull(TpeSearch.Propose(_space, history, _options, 1, 20));
    }

    private static SearchTrial[] Random(SearchSpace space, int seed, int count, Func<int, double> cost) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(at => new SearchTrial(at, RandomSearch.Propose(space, [], seed, at)!) { Costs = [cost(at)] }),
        ];

    private static double[] Search(SearchSpace space, Func<double, double> cost, int count)
    {
        var history = new List<SearchTrial>();
        for (var number = 0; number < count; number++)
        {
            var values = TpeSearch.Propose(space, history, _options, 1, number)!;
            history.Add(new SearchTrial(number, values) { Costs = [cost(Number(values[0]))] });
        }

        return [.. history.Select(static trial => Number(trial.Values[0]))];
    }

    private static double Number(string value) => double.Parse(value, CultureInfo.InvariantCulture);
}
