using GsFramework.Campaign.Cluster;
using GsFramework.Campaign.Runs;
using GsFramework.Tests.Host;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Plugins.Slurm;

/// <summary>Whole comparisons that a real Slurm carries out.</summary>
[Collection(nameof(WholeRuns))]
public sealed class HandedOverComparisonTests(TinyComparison comparison) : IClassFixture<TinyComparison>
{
    [Fact]
    public void Slurm_comes_to_the_numbers_of_this_machine()
    {
        using var slurm = SlurmFacts.Shared();
        var (whole, output) = (comparison.Whole, comparison.Folder("out"));

        var gs = comparison.Launch(slurm, output, "launcher:time=20");
        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains("slurm has 4 of 4 runs as", gs.Error, StringComparison.Ordinal);
        var done = comparison.Disturb(slurm, output, new DisturbanceCounts(0, 0, 0));

        output = comparison.Keep("handed over");
        Assert.True(File.Exists(Path.Combine(output, "comparison.json")), TinyComparison.Logs(output));
        Assert.Empty(Comparing.Comparisons(whole, output));
        Assert.Equal(0, done.Overlaps);
        Assert.All(TinyComparison.Histories(output), static history =>
            Assert.Equal(["asked", "handed-over", "started", "finished"], history)
        );
    }

    [Fact]
    public void Jobs_that_are_queued_again_killed_or_lost_with_their_node_come_to_the_same_numbers()
    {
        using (SlurmFacts.Shared()) { }

        using var folder = new Folder();
        using var slurm = TestSlurm.Start(Repository.Path("eng", "slurm.sh"), folder["slurm"]);
        Assert.SkipWhen(slurm is null, "A second Slurm is not to be had here.");
        var (whole, output) = (comparison.Whole, comparison.Folder("out"));

        var gs = comparison.Launch(slurm!, output);
        Assert.True(gs.ExitCode == 0, gs.Error);
        var disturbances = comparison.Disturb(slurm!, output, new DisturbanceCounts(3, 3, 1));

        output = comparison.Keep("disturbed");
        Assert.True(File.Exists(Path.Combine(output, "comparison.json")), TinyComparison.Logs(output));
        Assert.Empty(Comparing.Comparisons(whole, output));
        Assert.Empty(Comparing.Halves(output));
        Assert.Equal(0, disturbances.Overlaps);
        Assert.True(disturbances.Done.Kills + disturbances.Done.Requeues > 0, $"{disturbances.Done}");
        var histories = TinyComparison.Histories(output);
        Assert.Equal(TinyComparison.Runs, histories.Count);
        Assert.All(histories, static history => Assert.Equal("finished", history[^1]));
        Assert.All(histories, static history => Assert.Single(history, "finished"));
    }
}
