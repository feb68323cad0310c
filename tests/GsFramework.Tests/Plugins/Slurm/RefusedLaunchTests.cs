using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Plugins.Slurm;

/// <summary>What is wrong with a launch is said before anything is written.</summary>
[Collection(nameof(WholeRuns))]
public sealed class RefusedLaunchTests(TinyComparison comparison) : IClassFixture<TinyComparison>
{
    [Fact]
    public void A_partition_that_does_not_exist_is_named()
    {
        using var slurm = SlurmFacts.Shared();
        var output = comparison.Folder("no partition");

        var gs = comparison.Launch(slurm, output, "launcher:partition=nosuch");

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("Slurm would not take the runs.", gs.Error, StringComparison.Ordinal);
        Assert.Contains("nosuch", gs.Error, StringComparison.Ordinal);
        Assert.Contains("'sinfo' lists the partitions", gs.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(output));
    }

    [Fact]
    public void A_comparison_whose_jobs_are_in_the_queue_is_not_handed_over_twice()
    {
        using var slurm = SlurmFacts.Shared();
        var output = comparison.Folder("twice");
        const string Held = "launcher:extra:0=--hold";
        try
        {
            comparison.HandOver(slurm, output, Held);
            var before = TinyProject.Snapshot(output);

            var second = comparison.Launch(slurm, output, Held);

            Assert.Equal(2, second.ExitCode);
            Assert.Contains("is at work already: slurm has ", second.Error, StringComparison.Ordinal);
            Assert.Contains(" status ", second.Error, StringComparison.Ordinal);
            Assert.Equal(before, TinyProject.Snapshot(output));
        }
        finally
        {
            slurm.Cancel($"gs-{comparison.Name}");
        }
    }

    [Fact]
    public void A_machine_without_Slurm_is_told_where_to_give_the_command()
    {
        var output = comparison.Folder("no Slurm");

        var gs = GsProcess.Run(
            new Dictionary<string, string?> { ["PATH"] = "/nonexistent" },
            [.. comparison.Line(output), "--launcher", "slurm"]
        );

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("'sbatch' cannot be started", gs.Error, StringComparison.Ordinal);
        Assert.Contains("--launcher local", gs.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(output));
    }

    [Fact]
    public void A_budget_of_processor_time_needs_nodes_of_one_kind()
    {
        var output = comparison.Folder("unfair");

        var gs = Gs.Run(
            [
                .. comparison.Line(output, "training:budget:updates=null", "training:budget:cpuSeconds=5"),
                "--launcher",
                "slurm",
            ]
        );

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("launcher.constraint", gs.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(output));
    }

    [Theory]
    [InlineData("launcher.time", "launcher:time=soon")]
    [InlineData("launcher.memory", "launcher:memory=much")]
    [InlineData("launcher.extra", "launcher:extra:0=--array=0-3")]
    [InlineData("launcher.extra", "launcher:extra:0=qos")]
    [InlineData("launcher.cpus", "launcher:cpus=0")]
    [InlineData("launcher.walltime", "launcher:walltime=3")]
    public void An_option_that_would_lose_runs_or_that_Slurm_does_not_know_is_refused(string key, string set)
    {
        var output = comparison.Folder("wrong");

        var gs = Gs.Run([.. comparison.Line(output, set), "--launcher", "slurm"]);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(key, gs.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(output));
    }

    [Fact]
    public void A_launcher_that_no_plugin_has_is_named_with_those_that_there_are()
    {
        var gs = Gs.Run([.. comparison.Line(comparison.Folder("unknown")), "--launcher", "slrum"]);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("slrum", gs.Error, StringComparison.Ordinal);
        Assert.Contains("slurm", gs.Error, StringComparison.Ordinal);
    }
}
