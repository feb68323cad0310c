using System.Diagnostics;
using GsFramework.Launching;
using GsFramework.Slurm;
using GsFramework.Tests.Host;
using Serilog;

namespace GsFramework.Tests.Plugins.Slurm;

/// <summary>The batch scripts, run by a real bash.</summary>
public sealed class SbatchScriptTests
{
    [Fact]
    public void A_task_carries_out_the_run_of_its_number_in_a_folder_of_any_name()
    {
        using var folder = new Folder();
        var odd = Directory.CreateDirectory(folder["a b'c $d 50%"]).FullName;
        var launch = Launch(odd);
        var runs = new Dictionary<int, LaunchedRun>
        {
            [0] = Run(odd, 4),
            [3] = Run(odd, 7),
        };

        var script = SbatchScript.OfArray(launch, new SlurmOptions(), runs, odd);

        Assert.Equal($"compare-task|{odd}|--index|7|", Bash(script, ("SLURM_ARRAY_TASK_ID", "3")));
        Assert.Equal($"compare-task|{odd}|--index|4|", Bash(script, ("SLURM_ARRAY_TASK_ID", "0")));
        Assert.Contains("50%%/%A_%a.log", script, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_does_not_see_the_folder_says_so()
    {
        using var folder = new Folder();
        var script = SbatchScript.OfGathering(Launch(folder["nowhere"]), new SlurmOptions(), "/tmp");

        Assert.Equal("", Bash(script));
        Assert.Contains("does not see the folder", BashError(script), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_the_section_are_those_of_sbatch()
    {
        var script = SbatchScript.OfGathering(
            Launch("/"),
            new SlurmOptions
            {
                Partition = "long",
                Account = "me",
                Time = "1-12",
                Memory = "4G",
                Cpus = 3,
                Gpus = 2,
                Constraint = "zen3&avx2",
                SignalSeconds = 60,
                Extra = ["--qos=low"],
                Prologue = ["module() { :; }", "module load dotnet"],
            },
            "/logs"
        );

        Assert.Equal(
            [
                "#SBATCH --job-name=gs-mine",
                "#SBATCH --output=/logs/%j-gather.log",
                "#SBATCH --open-mode=append",
                "#SBATCH --requeue",
                "#SBATCH --signal=B:TERM@60",
                "#SBATCH --ntasks=1",
                "#SBATCH --cpus-per-task=3",
                "#SBATCH --partition=long",
                "#SBATCH --account=me",
                "#SBATCH --time=1-12",
                "#SBATCH --mem=4G",
                "#SBATCH --constraint='zen3&avx2'",
                "#SBATCH --gpus=2",
                "#SBATCH --qos=low",
            ],
            script.Split('\n').Where(static line => line.StartsWith("#SBATCH", StringComparison.Ordinal))
        );
        Assert.Equal("compare|/|--gather|", Bash(script));
    }

    [Fact]
    public void A_run_of_more_threads_gets_as_many_processors()
    {
        var runs = new Dictionary<int, LaunchedRun> { [0] = Run("/", 0) with { Threads = 6 } };

        Assert.Contains(
            "--cpus-per-task=6",
            SbatchScript.OfArray(Launch("/"), new SlurmOptions { Cpus = 2 }, runs, "/logs"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("no time of Slurm", "2 hours", null)]
    [InlineData("would be told to stop when it begins", "2", null)]
    [InlineData("would be told to stop when it begins", "1:59", null)]
    [InlineData("would be told to stop when it begins", "0-0:02", null)]
    [InlineData("no size of Slurm", null, "4 GB")]
    [InlineData("no option of sbatch", null, null, "qos=low")]
    [InlineData("is set by the launcher", null, null, "--array=0-3")]
    [InlineData("is set by the launcher", null, null, "--no-requeue")]
    [InlineData("is set by the launcher", null, null, "-o log")]
    public void Options_that_cannot_be_meant_are_named(
        string message,
        string? time,
        string? memory,
        params string[] extra
    )
    {
        var options = new SlurmOptions
        {
            Time = time,
            Memory = memory,
            Extra = extra,
        };

        Assert.Contains(message, Assert.Single(options.Faults()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("90")]
    [InlineData("90:00")]
    [InlineData("04:00:00")]
    [InlineData("1-12")]
    [InlineData("1-12:30")]
    [InlineData("1-12:30:00")]
    public void All_forms_of_a_time_are_taken(string time) =>
        Assert.Empty(new SlurmOptions { Time = time }.Faults());

    private static RunLaunch Launch(string folder) =>
        new()
        {
            Name = "mine",
            Folder = folder,
            Program = ["/usr/bin/env", "printf", "%s|"],
            Levels = [],
            Gather = ["compare", folder, "--gather"],
            Log = Log.Logger,
        };

    private static LaunchedRun Run(string folder, int index) =>
        new(index, $"run-{index}", null, 1, ["compare-task", folder, "--index", $"{index}"]);

    private static string Bash(string script, params (string Name, string Value)[] variables) =>
        Start(script, variables).Output;

    private static string BashError(string script) => Start(script, []).Error;

    private static (string Output, string Error) Start(string script, (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("bash", ["-s"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Write(script);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEnd());
        process.WaitForExit();
        return (output.GetAwaiter().GetResult(), error);
    }
}
