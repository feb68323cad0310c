using GsFramework.Launching;
using GsFramework.Slurm;

namespace GsFramework.Tests.Plugins.Slurm;

/// <summary>Which runs are in which array, and what it waits for.</summary>
public sealed class JobArrayTests
{
    private static readonly Dictionary<int, (string Job, int Task)> _nothing = [];

    [Fact]
    public void Runs_that_begin_at_once_are_one_array_with_the_numbers_of_the_plan()
    {
        var array = Assert.Single(JobArray.Of([Run(0), Run(1), Run(2), Run(5), Run(7), Run(8)], _nothing, 1001));

        Assert.Equal("0-2,5,7-8", array.Tasks);
        Assert.Empty(array.Dependency);
    }

    [Fact]
    public void A_run_waits_for_the_one_that_it_begins_with_and_for_no_other()
    {
        var before = new Dictionary<int, (string Job, int Task)> { [0] = ("12", 0), [3] = ("12", 3) };

        var array = Assert.Single(JobArray.Of([Run(1, from: 0), Run(4, from: 3)], before, 1001));

        Assert.Equal(["--dependency=aftercorr:12", "--kill-on-invalid-dep=yes"], array.Dependency);
        Assert.Equal("0,3", array.Tasks);
        Assert.Equal((1, 4), (array.Runs[0].Index, array.Runs[3].Index));
    }

    [Fact]
    public void Two_that_begin_with_the_same_run_wait_for_all_of_its_array()
    {
        var before = new Dictionary<int, (string Job, int Task)> { [0] = ("12", 0) };

        var array = Assert.Single(JobArray.Of([Run(1, from: 0), Run(2, from: 0)], before, 1001));

        Assert.Equal(["--dependency=afterok:12", "--kill-on-invalid-dep=yes"], array.Dependency);
        Assert.Equal("1-2", array.Tasks);
    }

    [Theory]
    [InlineData(1000, 1001, 1)]
    [InlineData(1001, 1001, 1)]
    [InlineData(1002, 1001, 2)]
    [InlineData(25, 10, 3)]
    public void An_array_is_cut_where_Slurm_takes_no_larger_one_and_each_run_is_in_one(int runs, int size, int arrays)
    {
        LaunchedRun[] level = [.. Enumerable.Range(0, runs).Select(static index => Run(index))];

        JobArray[] found = [.. JobArray.Of(level, _nothing, size)];

        Assert.Equal(arrays, found.Length);
        Assert.All(found, array => Assert.InRange(array.Runs.Keys.Max(), 0, size - 1));
        Assert.Equal(
            Enumerable.Range(0, runs),
            found.SelectMany(static array => array.Runs.Values).Select(static run => run.Index).Order()
        );
    }

    private static LaunchedRun Run(int index, int? from = null) => new(index, $"run-{index}", from, 1, []);
}
