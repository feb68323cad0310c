using GsFramework.Campaign.Cluster;
using GsFramework.Host.Launching;
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
        var output = comparison.Folder("out");

        var gs = comparison.HandOver(slurm, output, "launcher:time=20");
        Assert.Contains("slurm has 4 of 4 runs as", gs.Error, StringComparison.Ordinal);
        var done = comparison.Disturb(slurm, output, new DisturbanceCounts(0, 0, 0));

        output = comparison.HasSameNumbers("handed over");
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
        var output = comparison.Folder("out");

        comparison.HandOver(slurm!, output);
        var disturbances = comparison.Disturb(slurm!, output, new DisturbanceCounts(3, 3, 1));

        output = comparison.HasSameNumbers("disturbed");
        Assert.Equal(0, disturbances.Overlaps);
        Assert.True(disturbances.Done.Kills + disturbances.Done.Requeues > 0, $"{disturbances.Done}");
        var histories = TinyComparison.Histories(output);
        Assert.Equal(TinyComparison.Runs, histories.Count);
        Assert.All(histories, static history => Assert.Equal("finished", history[^1]));
        Assert.All(histories, static history => Assert.Single(history, "finished"));
    }

    [Fact]
    public void A_run_that_meets_its_time_limit_is_queued_again_by_its_own_job_and_comes_to_the_same_numbers()
    {
        using var slurm = SlurmFacts.Shared();
        var output = comparison.Folder("out");

        // Slurm looks every 30 seconds: it tells the run to stop after 5 to 35 seconds of the minute.
        comparison.HandOver(slurm, output, "launcher:time=1", "launcher:signalSeconds=25");
        var run = HeldRun.OfAny(output);
        run.ReleaseWhenTold();
        comparison.Disturb(slurm, output, new DisturbanceCounts(0, 0, 0));

        output = comparison.HasSameNumbers("limited");
        var history = new TaskHistory(output, run.Name).Read();
        var at = history.Index().First(static entry => entry.Item.Kind == TaskEventKind.Interrupted).Index;
        Assert.Equal(TaskEventKind.Started, history[at + 1].Kind);
        Assert.Equal((history[at].Job, history[at].Rows), (history[at + 1].Job, history[at + 1].Rows));
        Assert.Equal(TaskEventKind.Finished, history[^1].Kind);
    }

    [Fact]
    public void A_run_that_a_more_urgent_job_displaces_comes_to_the_same_numbers()
    {
        using var slurm = SlurmFacts.Shared();
        var output = comparison.Folder("out");

        comparison.HandOver(slurm, output);
        var run = HeldRun.OfAny(output);
        var job = new TaskHistory(output, run.Name).Read()[^1].Job;
        slurm.Displace(slurm.Queue($"gs-{comparison.Name}").Single(task => task.Name == job).Node);
        comparison.Disturb(slurm, output, new DisturbanceCounts(0, 0, 0));

        output = comparison.HasSameNumbers("displaced");
        var starts = new TaskHistory(output, run.Name)
            .Read()
            .Where(static entry => entry.Kind == TaskEventKind.Started)
            .ToArray();
        Assert.Equal([job, job], starts.Select(static start => start.Job));
        Assert.True(starts[1].Rows > 0);
    }
}
