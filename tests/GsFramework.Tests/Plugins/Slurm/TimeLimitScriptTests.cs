using System.Diagnostics;
using GsFramework.Launching;
using GsFramework.Slurm;
using GsFramework.Tests.Host;
using Serilog.Core;

namespace GsFramework.Tests.Plugins.Slurm;

/// <summary>The script of a run when Slurm tells it that the time limit comes near, run by a real bash.</summary>
public sealed class TimeLimitScriptTests : IDisposable
{
    private const string Ready = "ready";
    private const string Requeued = "requeue 7";

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_passes_the_signal_on_and_queues_its_job_again_when_the_program_has_written_its_checkpoint()
    {
        var (output, code) = Told("trap 'sleep 0.2; echo checkpoint; exit 130' TERM", "USR1");

        Assert.Equal(["checkpoint", Requeued], output);
        Assert.Equal(130, code);
    }

    [Theory]
    [InlineData("trap 'exit 0' TERM", 0)]
    [InlineData("trap 'exit 2' TERM", 2)]
    [InlineData("true", 143)]
    public void It_does_not_where_the_run_is_finished_or_given_up_or_had_not_begun(string trap, int expected)
    {
        var (output, code) = Told(trap, "USR1");

        Assert.Empty(output);
        Assert.Equal(expected, code);
    }

    [Fact]
    public void It_does_not_where_the_user_cancels_the_job_meanwhile()
    {
        var (output, code) = Told($"trap 'echo {Ready}; sleep 0.5; exit 130' TERM", "USR1", "TERM");

        Assert.Empty(output);
        Assert.Equal(130, code);
    }

    // What is printed, and the script's exit code, when the script gets signals, each when the program is ready.
    private (string[] Output, int Code) Told(string trap, params string[] signals)
    {
        var script = _folder["job.sh"];
        File.WriteAllText(
            script,
            SbatchScript.OfArray(
                new RunLaunch
                {
                    Name = "mine",
                    Folder = _folder.Path,
                    Program = ["/bin/bash", "-c", $"{trap}; echo {Ready}; while :; do sleep 0.05; done"],
                    Levels = [],
                    Gather = [],
                    Log = Logger.None,
                },
                new SlurmOptions { Prologue = ["scontrol() { echo \"$@\"; }"] },
                new Dictionary<int, LaunchedRun> { [0] = new(0, "run", null, 1, ["--index", "0"]) },
                _folder.Path
            )
        );
        var start = new ProcessStartInfo("/bin/bash", [script]) { RedirectStandardOutput = true };
        start.Environment["SLURM_ARRAY_TASK_ID"] = "0";
        start.Environment["SLURM_JOB_ID"] = "7";
        using var process = Process.Start(start)!;
        foreach (var signal in signals)
        {
            Assert.Equal(Ready, process.StandardOutput.ReadLine());
            using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
            kill.WaitForExit();
        }

        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (output.Split('\n', StringSplitOptions.RemoveEmptyEntries), process.ExitCode);
    }
}
