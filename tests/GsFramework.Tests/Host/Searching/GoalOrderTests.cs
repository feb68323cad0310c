using FsCheck.Xunit;
using GsFramework.Core.Configuration;
using GsFramework.Host.Searching;

namespace GsFramework.Tests.Host.Searching;

public class GoalOrderTests
{
    [Property]
    public bool By_one_cost_the_least_is_first(byte[] costs)
    {
        var ordered = Order([.. costs.Select(static cost => new[] { (double)cost })]);

        return ordered
            .Zip(ordered.Skip(1))
            .All(pair =>
                costs[pair.First] < costs[pair.Second]
                || (costs[pair.First] == costs[pair.Second] && pair.First < pair.Second)
            );
    }

    [Property]
    public bool By_several_costs_none_comes_before_one_that_beats_it((byte A, byte B, byte C)[] points)
    {
        double[][] costs = [.. points.Select(static point => new double[] { point.A % 8, point.B % 8, point.C % 8 })];
        var ordered = Order(costs);

        return ordered.Index().All(one =>
            ordered.Skip(one.Index + 1).All(later => !Beats(costs[later], costs[one.Item]))
        );
    }

    [Property]
    public bool A_rank_is_one_more_than_the_highest_of_those_that_beat_it((byte A, byte B)[] points)
    {
        double[][] costs = [.. points.Select(static point => new double[] { point.A % 16, point.B % 16 })];
        var ranks = ParetoFront.Ranks(costs);

        return costs.Index().All(one =>
            ranks[one.Index]
            == costs
                .Index()
                .Where(other => Beats(other.Item, one.Item))
                .Select(other => ranks[other.Index] + 1)
                .DefaultIfEmpty(0)
                .Max()
        );
    }

    [Fact]
    public void In_a_front_those_that_stand_apart_come_first() =>
        Assert.Equal([0, 4, 3, 2, 1], Order([[0, 10], [1, 9], [2, 8], [6, 3], [10, 0]]));

    [Fact]
    public void What_is_no_number_is_the_worst()
    {
        Assert.Equal([2, 1, 0], Order([[double.NaN], [7], [0]]));
        Assert.Equal([1, 0], Order([[double.NaN, 3], [1, 1]]));
    }

    [Fact]
    public void A_goal_that_is_to_be_large_costs_its_negative()
    {
        var goals = SearchGoal.Of(
            new SweepOptions
            {
                Goals = ["psnr-teacher", "macs", "mine"],
                Directions = new Dictionary<string, GoalDirection> { ["mine"] = GoalDirection.Maximize },
            },
            static name => name != "psnr-teacher"
        );

        Assert.Equal([-2, 2, -2], goals.Select(static goal => goal.Cost(2)));
    }

    private static IReadOnlyList<int> Order(double[][] costs) =>
        GoalOrder.BestFirst(Enumerable.Range(0, costs.Length).Reverse(), at => costs[at], static at => at);

    private static bool Beats(double[] other, double[] one) =>
        other.Zip(one).All(static pair => pair.First <= pair.Second) && !other.SequenceEqual(one);
}
