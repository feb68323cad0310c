using System.Globalization;
using System.Numerics;
using FsCheck.Xunit;
using GsFramework.Core.Configuration;
using GsFramework.Core.Options;
using GsFramework.Host.Searching;

namespace GsFramework.Tests.Host.Searching;

public class SearchSpaceTests
{
    private static readonly SearchSpace _grid = SearchSpace.Of(
        new SweepOptions
        {
            Keys = new Dictionary<string, SweptKeyOptions>
            {
                ["objective.terms.distillation.weight"] = Words("5", "10"),
                ["a:b"] = Words("x", "true", "-1e3"),
                ["training.slim.steps"] = new() { From = 1, To = 2, Integer = true },
            },
        }
    );

    [Fact]
    public void A_grid_has_every_combination_once_in_the_order_of_the_keys()
    {
        Assert.Equal(12, _grid.GridCount);
        Assert.Equal(
            [
                "x 5 1",
                "x 5 2",
                "x 10 1",
                "x 10 2",
                "true 5 1",
                "true 5 2",
                "true 10 1",
                "true 10 2",
                "-1e3 5 1",
                "-1e3 5 2",
                "-1e3 10 1",
                "-1e3 10 2",
            ],
            _grid.Grid().Select(static values => string.Join(' ', values))
        );
    }

    [Fact]
    public void Settings_are_those_of_the_command_line() =>
        Assert.Equal(
            ["a:b=-1e3", "objective:terms:distillation:weight=5", "training:slim:steps=2"],
            _grid.Settings(["-1e3", "5", "2"])
        );

    [Fact]
    public void Settings_are_read_back_as_they_were_meant()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["run.json"], "{}");

        var layers = ConfigurationLayers.Read(folder["run.json"], _grid.Settings(["true", "10", "1"]));

        Assert.Equal("10", layers.Root["objective:terms:distillation:weight"]);
        Assert.Equal("true", layers.Root["a:b"]);
    }

    [Fact]
    public void A_huge_grid_is_counted_without_being_made()
    {
        var space = new SearchSpace([
            .. Enumerable
                .Range(0, 12)
                .Select(static at => new RangeParameter($"k{at}", 0, 2_000_000_000) { IsInteger = true }),
        ]);

        Assert.Equal(BigInteger.Pow(2_000_000_001, 12), space.GridCount);
        Assert.Equal("2000000000", space.GridValues(space.GridCount - 1)[0]);
    }

    [Theory]
    [InlineData(0.1, 100, 4, true, false, "0.1 1 10 100")]
    [InlineData(0, 1, 5, false, false, "0 0.25 0.5 0.75 1")]
    [InlineData(-1, 1, 3, false, false, "-1 0 1")]
    [InlineData(1, 10, 4, false, true, "1 4 7 10")]
    [InlineData(1, 2, 2, false, true, "1 2")]
    [InlineData(1, 4, null, false, true, "1 2 3 4")]
    [InlineData(1, 8, 8, true, true, "1 2 3 4 6 8")]
    [InlineData(1000000, 1000001, 3, false, false, "1000000 1000000.5 1000001")]
    [InlineData(1e-7, 1e-5, 3, true, false, "1E-07 1E-06 1E-05")]
    public void The_steps_of_a_range_are_round_numbers_with_both_ends(
        double from,
        double to,
        int? steps,
        bool isLog,
        bool isInteger,
        string expected
    )
    {
        var range = new RangeParameter("k", from, to) { Steps = steps, IsLog = isLog, IsInteger = isInteger };

        Assert.Equal(
            expected,
            string.Join(' ', Enumerable.Range(0, (int)range.GridCount).Select(at => range.GridValue(at)))
        );
    }

    [Property]
    public bool A_value_is_the_same_after_its_place_and_back(int from, byte width, byte share, bool isInteger)
    {
        var range = new RangeParameter("k", from, from + width + 1.0) { IsInteger = isInteger };
        var value = range.Value(range.Low + (share / 255.0 * (range.High - range.Low)));

        return range.Value(range.Place(value)!.Value) == value;
    }

    [Fact]
    public void Numbers_are_written_alike_in_every_culture()
    {
        var range = new RangeParameter("k", 0.5, 2.5) { Steps = 3 };
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = Cultures.WithCommas;
            Assert.Equal("0.5", range.GridValue(0));
            Assert.Equal(0.5, range.Place("0.5"));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void A_sweep_without_keys_is_refused() =>
        Assert.StartsWith(
            "sweep.keys is empty, so there is nothing to search. Name the keys that vary",
            Assert.Throws<UserException>(() => SearchSpace.Of(new SweepOptions())).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("Grid")]
    [InlineData("Random")]
    [InlineData("Tpe")]
    public void Every_search_tries_each_combination_of_a_small_space_once_and_then_ends(string search)
    {
        var options = new SweepOptions
        {
            Search = Enum.Parse<SearchKind>(search),
            Runs = 100,
            Tpe = new() { Startup = 4 },
        };
        var history = new List<SearchTrial>();
        while (TrialProposal.Of(options, _grid, history, history.Count) is { } values)
        {
            history.Add(new SearchTrial(history.Count, values) { Costs = [history.Count % 5] });
        }

        Assert.Equal(12, history.Count);
        Assert.Equal(12, history.Select(static trial => string.Join(' ', trial.Values)).Distinct().Count());
        Assert.Equal(12, TrialProposal.Count(options, _grid));
    }

    [Fact]
    public void Random_search_depends_on_seed_and_number_alone_and_reaches_the_whole_space()
    {
        var space = new SearchSpace([
            new RangeParameter("x", 1, 10000) { IsLog = true },
            new RangeParameter("n", 1, 3) { IsInteger = true },
        ]);

        var values = Enumerable.Range(0, 3000).Select(at => RandomSearch.Propose(space, [], 5, at)!).ToArray();

        Assert.Equal(values[7], RandomSearch.Propose(space, [], 5, 7)!);
        Assert.NotEqual(values[7], RandomSearch.Propose(space, [], 6, 7)!);
        Assert.Equal(
            0.5,
            values.Count(static value => double.Parse(value[0], CultureInfo.InvariantCulture) < 100) / 3000.0,
            0.03
        );
        Assert.All(
            values.CountBy(static value => value[1]),
            static count => Assert.Equal(1 / 3.0, count.Value / 3000.0, 0.03)
        );
    }

    private static SweptKeyOptions Words(params string[] words) =>
        new() { Values = [.. words.Select(static word => new OptionWord(word))] };
}
