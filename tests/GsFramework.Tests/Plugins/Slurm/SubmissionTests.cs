using System.Diagnostics;
using System.Text.RegularExpressions;
using GsFramework.Launching;
using GsFramework.Slurm;
using GsFramework.Tests.Core.Data;
using GsFramework.Tests.Host;
using Serilog;
using Serilog.Core;

namespace GsFramework.Tests.Plugins.Slurm;

/// <summary>What Slurm is asked for, by programs that only note it.</summary>
[Collection(nameof(OwnEnvironment))]
public sealed partial class SubmissionTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_level_is_one_array_whose_tasks_wait_for_those_that_they_begin_with()
    {
        using var slurm = new FakeSlurm();

        var jobs = Launch([Run(0), Run(1), Run(2), Run(4)], [Run(3, from: 1), Run(5, from: 4)]);

        Assert.Equal(["101", "102", "103"], jobs);
        Assert.Equal(
            [
                "sbatch --parsable --array=0-2,4 level-0.sh",
                "sbatch --parsable --array=1,4 --dependency=aftercorr:101 --kill-on-invalid-dep=yes level-1.sh",
                "sbatch --parsable --dependency=afterany:101:102 gather.sh",
            ],
            Calls(slurm)
        );
    }

    [Fact]
    public void Where_two_runs_begin_with_the_same_one_they_wait_for_its_whole_level()
    {
        using var slurm = new FakeSlurm();

        Launch([Run(0), Run(1)], [Run(2, from: 0), Run(3, from: 0)], [Run(4, from: 2)]);

        Assert.Equal(
            [
                "sbatch --parsable --array=0-1 level-0.sh",
                "sbatch --parsable --array=2-3 --dependency=afterok:101 --kill-on-invalid-dep=yes level-1.sh",
                "sbatch --parsable --array=2 --dependency=aftercorr:102 --kill-on-invalid-dep=yes level-2.sh",
                "sbatch --parsable --dependency=afterany:101:102:103 gather.sh",
            ],
            Calls(slurm)
        );
    }

    [Fact]
    public void A_thousand_runs_are_one_array_with_as_many_at_once_as_the_user_allows()
    {
        using var slurm = new FakeSlurm();

        Launch(new SlurmOptions { AtOnce = 50 }, [.. Enumerable.Range(0, 1000).Select(index => Run(index))]);

        Assert.Equal(
            [
                "sbatch --parsable --array=0-999%50 level-0.sh",
                "sbatch --parsable --dependency=afterany:101 gather.sh",
            ],
            Calls(slurm)
        );
    }

    [Fact]
    public void More_runs_than_an_array_may_have_are_several_and_each_task_finds_its_run()
    {
        using var slurm = new FakeSlurm(arraySize: 4);

        Launch([.. Enumerable.Range(0, 10).Select(index => Run(index))]);

        Assert.Equal(
            [
                "sbatch --parsable --array=0-3 level-0.sh",
                "sbatch --parsable --array=0-3 level-0-1.sh",
                "sbatch --parsable --array=0-1 level-0-2.sh",
                "sbatch --parsable --dependency=afterany:101:102:103 gather.sh",
            ],
            Calls(slurm)
        );
        Assert.Equal(
            ["compare-task", _folder.Path, "--index", "9"],
            Carried("level-0-2.sh", task: 1)
        );
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    public void When_a_submission_fails_nothing_of_the_launch_stays_in_the_queue(int refused, int submitted)
    {
        using var slurm = new FakeSlurm(refused: refused);

        var fault = Assert.Throws<UserException>(() => Launch([Run(0), Run(1)], [Run(2, from: 1)]));

        Assert.Contains(FakeSlurm.Reason, fault.Message, StringComparison.Ordinal);
        string[] ended =
            submitted == 0 ? [] : [$"scancel {string.Join(' ', Enumerable.Range(101, submitted))}"];
        Assert.Equal(ended, slurm.Calls.Skip(refused));
    }

    [Fact]
    public void What_a_job_got_from_Slurm_is_not_handed_on_to_the_jobs_that_it_submits()
    {
        using var slurm = new FakeSlurm();
        Dictionary<string, string> variables = new()
        {
            ["SLURM_JOB_ID"] = "7",
            ["SLURM_CPUS_PER_TASK"] = "2",
            ["SLURM_CONF"] = "/etc/slurm/slurm.conf",
            ["SBATCH_ACCOUNT"] = "mine",
        };
        foreach (var (name, value) in variables)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        try
        {
            Launch([Run(0)]);
        }
        finally
        {
            foreach (var name in variables.Keys)
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }

        Assert.DoesNotContain(slurm.Variables, static line =>
            line.StartsWith("SLURM_JOB_ID=", StringComparison.Ordinal)
            || line.StartsWith("SLURM_CPUS_PER_TASK=", StringComparison.Ordinal)
        );
        Assert.Contains("SLURM_CONF=/etc/slurm/slurm.conf", slurm.Variables);
        Assert.Contains("SBATCH_ACCOUNT=mine", slurm.Variables);
    }

    [Fact]
    public void A_script_carries_out_the_run_of_its_task_whatever_the_folder_is_called()
    {
        using var slurm = new FakeSlurm();
        var folder = Directory.CreateDirectory(_folder["it's 100 % $HOME"]).FullName;

        Launch(
            new SlurmOptions { Time = "1-12", Memory = "4G", Partition = "main", Prologue = ["greeting=hello"] },
            folder,
            [Run(3, folder: folder), Run(7, folder: folder)]
        );

        var script = Path.Combine(folder, "slurm", "level-0.sh");
        Assert.Equal(["compare-task", folder, "--index", "7"], Carried(script, task: 7));
        string[] lines = File.ReadAllLines(script);
        Assert.Contains("#SBATCH --partition=main", lines);
        Assert.Contains("#SBATCH --time=1-12", lines);
        Assert.Contains("#SBATCH --mem=4G", lines);
        Assert.Contains("#SBATCH --cpus-per-task=2", lines);
        Assert.Contains("greeting=hello", lines);
        Assert.Contains(lines, static line =>
            line.StartsWith("#SBATCH --output=", StringComparison.Ordinal)
            && line.Contains("100 %% ", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_folder_on_a_disk_of_this_machine_which_nodes_do_not_see_is_warned_of()
    {
        const string Memory = "/dev/shm";
        Assert.SkipUnless(
            Directory.Exists(Memory) && new DriveInfo(Memory).DriveFormat == "tmpfs",
            "There is no disk in memory here."
        );
        using var slurm = new FakeSlurm();
        var folder = Directory.CreateDirectory(Path.Combine(Memory, $"gs-test-{Guid.NewGuid():N}")).FullName;
        var sink = new WarningSink();
        using var log = new LoggerConfiguration().WriteTo.Sink(sink).CreateLogger();
        try
        {
            Launch(new SlurmOptions(), folder, log, [Run(0, folder: folder)]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Assert.StartsWith(
            $"{folder} is on a disk of this machine (tmpfs). Nodes that do not see it",
            Assert.Single(sink.Warnings),
            StringComparison.Ordinal
        );
    }

    // The words that the script gives to the program.
    private string[] Carried(string script, int task)
    {
        var start = new ProcessStartInfo("/bin/bash", [Path.Combine(_folder["slurm"], script)])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["SLURM_ARRAY_TASK_ID"] = $"{task}";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static IEnumerable<string> Calls(FakeSlurm slurm) =>
        slurm.Calls.Select(static line => FolderOfScript().Replace(line, " "));

    private IReadOnlyList<string> Launch(params LaunchedRun[][] levels) => Launch(new SlurmOptions(), levels);

    private IReadOnlyList<string> Launch(SlurmOptions options, params LaunchedRun[][] levels) =>
        Launch(options, _folder.Path, levels);

    private static IReadOnlyList<string> Launch(SlurmOptions options, string folder, params LaunchedRun[][] levels) =>
        Launch(options, folder, Logger.None, levels);

    private static IReadOnlyList<string> Launch(
        SlurmOptions options,
        string folder,
        ILogger log,
        params LaunchedRun[][] levels
    ) =>
        new SlurmLauncher(options, log).Launch(
            new RunLaunch
            {
                Name = "tiny",
                Folder = folder,
                Program = ["/usr/bin/printf", "%s\\n"],
                Levels = levels,
                Gather = ["compare", folder, "--gather"],
                Log = Logger.None,
            }
        );

    private LaunchedRun Run(int index, int? from = null, string? folder = null) =>
        new(index, $"run-{index}", from, 2, ["compare-task", folder ?? _folder.Path, "--index", $"{index}"]);

    [GeneratedRegex(" /.*/")]
    private static partial Regex FolderOfScript();
}
