using GsFramework.Host.Comparison;

namespace GsFramework.Tests.Host.Comparison;

public class PairedTestTests
{
    // scipy.stats.ttest_rel([2, 4, 6], [1, 2, 3]): statistic 3.4641016151377544, p 0.07417990022744858.
    [Fact]
    public void It_gives_the_values_of_another_implementation()
    {
        var test = PairedTest.Of(Scores(2, 4, 6), Scores(1, 2, 3))!;

        Assert.Equal(2, test.Difference, 1e-12);
        Assert.Equal(1 / Math.Sqrt(3), test.StandardError!.Value, 1e-12);
        Assert.Equal(3.4641016151377544, test.T!.Value, 1e-12);
        Assert.Equal(2, test.DegreesOfFreedom);
        Assert.Equal(0.07417990022744858, test.P!.Value, 1e-9);
    }

    [Fact]
    public void Only_seeds_that_both_have_count()
    {
        var test = PairedTest.Of(
            new Dictionary<int, double>
            {
                [1] = 5,
                [2] = 7,
                [9] = 100,
            },
            new Dictionary<int, double>
            {
                [2] = 4,
                [1] = 1,
                [8] = -100,
            }
        )!;

        Assert.Equal(3.5, test.Difference, 1e-12);
        Assert.Equal(2, test.Pairs);
    }

    [Fact]
    public void What_cannot_be_computed_is_absent()
    {
        Assert.Null(PairedTest.Of(Scores(1), new Dictionary<int, double> { [7] = 1 }));
        var single = PairedTest.Of(Scores(3), Scores(1))!;
        Assert.Equal((2, null, null, null), (single.Difference, single.StandardError, single.T, single.P));
        var constant = PairedTest.Of(Scores(3, 4), Scores(1, 2))!;
        Assert.Equal((2, 0, null, null), (constant.Difference, constant.StandardError!.Value, constant.T, constant.P));
    }

    private static Dictionary<int, double> Scores(params double[] values) =>
        values.Index().ToDictionary(static entry => entry.Index + 1, static entry => entry.Item);
}
