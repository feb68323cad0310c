using GsFramework.Host.Runs;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Plugins.Slurm;

/// <summary>The last job of a launch, where Slurm's programs only note what they are given: no run is ever
/// begun.</summary>
[Collection(nameof(OwnEnvironment))]
public sealed class GatherJobTests : IDisposable
{
    private const string JobVariable = "SLURM_JOB_ID";

    private readonly TinyComparison _comparison = new();
    private readonly FakeSlurm _slurm = new();
    private readonly string _output;

    public GatherJobTests()
    {
        _output = _comparison.Folder("out");
        var gs = Gs.Run([.. _comparison.Line(_output), "--launcher", "slurm"]);
        Assert.True(gs.ExitCode == 0, gs.Error);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(JobVariable, null);
        _slurm.Dispose();
        _comparison.Dispose();
    }

    [Fact]
    public void Hands_over_again_what_no_process_began_until_that_has_happened_three_times()
    {
        var before = Submitted;
        Assert.Equal(0, Gather());
        Assert.True(Submitted > before);
        Assert.Equal(0, Gather());
        before = Submitted;

        Assert.Equal(2, Gather());

        Assert.Equal(before, Submitted);
        Assert.Contains(TinyComparison.Histories(_output), static history =>
            history.SequenceEqual(
                ["asked", "handed-over", "not-started", "handed-over", "not-started", "handed-over", "not-started"]
            )
        );
    }

    [Fact]
    public void Queued_again_after_it_has_handed_over_it_does_not_do_so_twice()
    {
        // The numbers that the fake Slurm gave: one for the options, one a level, and this job's.
        var (job, other) = ($"{100 + Submitted}", $"{99 + Submitted}");
        Environment.SetEnvironmentVariable(JobVariable, job);
        _slurm.Queue = [other, job];
        var (before, histories) = (Submitted, TinyComparison.Histories(_output));

        Assert.Equal(0, Gather());

        Assert.Equal(before, Submitted);
        Assert.Equal(histories, TinyComparison.Histories(_output));

        _slurm.Queue = [job];
        Assert.Equal(0, Gather());

        Assert.True(Submitted > before);
    }

    [Fact]
    public void A_comparison_may_continue_on_this_machine_and_its_runs_do_not_know_who_started_them()
    {
        var gs = Gs.Run([.. _comparison.Line(_output), "--launcher", "none"]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains("compare-task", gs.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("slurm", File.ReadAllText(Path.Combine(_output, "plan.jsonl")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_another_process_has_is_left_as_it_is()
    {
        var run = Directory.CreateDirectory(Path.Combine(_output, "runs", "gs-32-1.5x-s3")).FullName;
        File.WriteAllText(Path.Combine(run, "state.json"), "{}");
        var before = TinyComparison.Histories(_output);
        using (new RunDirectory(run).Hold())
        {
            var gs = Gs.Run("compare-task", _output, "--index", "0");

            Assert.Equal(2, gs.ExitCode);
            Assert.Contains("at work", gs.Error, StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(run, "state.json")));
        }

        Assert.Equal(before, TinyComparison.Histories(_output));
    }

    private int Submitted =>
        _slurm.Calls.Count(static line => line.StartsWith("sbatch", StringComparison.Ordinal));

    private int Gather()
    {
        var gs = Gs.Run("compare", _output, "--gather", "--retry");
        TestContext.Current.TestOutputHelper?.WriteLine(gs.Error);
        return gs.ExitCode;
    }
}
