using System.Diagnostics;

namespace GsFramework.Campaign.Cluster;

/// <summary>A Slurm that <c>eng/slurm.sh</c> has started.</summary>
/// <param name="folder">Its folder.</param>
internal sealed class TestSlurm(string folder) : IDisposable
{
    /// <summary>Names the folder of the one that tests share.</summary>
    public const string Variable = "GSFRAMEWORK_TEST_SLURM";

    private string? _script;

    /// <summary>The one that the environment names; null where there is none.</summary>
    public static TestSlurm? Given =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? new TestSlurm(folder) : null;

    /// <summary>What a process needs to find it.</summary>
    public IReadOnlyDictionary<string, string?> Variables { get; } =
        new Dictionary<string, string?>
        {
            ["PATH"] = $"{Path.Combine(folder, "bin")}:{Environment.GetEnvironmentVariable("PATH")}",
        };

    /// <summary>The names of its nodes.</summary>
    public IReadOnlyList<string> Nodes => Lines(Ask("sinfo", "-h", "-N", "-p", "main", "-o", "%N"));

    /// <summary>Starts one that ends with this process at the latest.</summary>
    /// <param name="script">The path of <c>eng/slurm.sh</c>.</param>
    /// <param name="folder">An absolute path without spaces.</param>
    /// <returns>Null where it is not to be had here.</returns>
    public static TestSlurm? Start(string script, string folder)
    {
        var (code, text) = Run(script, ["start", "--dir", folder, "--until", $"{Environment.ProcessId}"]);
        return code switch
        {
            0 => new TestSlurm(folder) { _script = script },
            2 => null,
            _ => throw new InvalidOperationException($"{script}: {text}"),
        };
    }

    /// <summary>A node loses power, and all its jobs with it.</summary>
    public void Lose(string node) => Command("lose", node);

    /// <summary>It is switched on again.</summary>
    public void Restore(string node) => Command("restore", node);

    /// <summary>What waits and runs, one entry for each task of an array.</summary>
    /// <param name="name">The name of the jobs.</param>
    public IReadOnlyList<QueuedTask> Queue(string name) =>
        [
            .. Lines(Ask("squeue", "-h", "-r", "-n", name, "-o", "%F|%i|%T|%N"))
                .Select(static line => line.Split('|'))
                .Where(static cells => cells.Length == 4)
                .Select(static cells => new QueuedTask(cells[0], cells[1], cells[2] == "RUNNING", cells[3])),
        ];

    /// <summary>Queues a job again that runs, and spares it most of the wait before it starts.</summary>
    public void Requeue(string job)
    {
        // It may have ended meanwhile: then there is nothing to queue again.
        if (Run(Program("scontrol"), ["requeue", job]).Code == 0)
        {
            _ = Run(Program("scontrol"), ["update", $"JobId={job}", "StartTime=now"]);
        }
    }

    /// <summary>A job of higher priority takes a node, displaces those that run there, and ends at once.</summary>
    public void Displace(string node) =>
        Ask("sbatch", "-p", "urgent", "-w", node, "--exclusive", "-o", "/dev/null", "--wrap", "true");

    /// <summary>Ends all jobs of a name.</summary>
    public void Cancel(string name) => _ = Run(Program("scancel"), ["-n", name]);

    public void Dispose()
    {
        if (_script is not null)
        {
            Command("stop");
        }
    }

    private string Program(string name) => Path.Combine(folder, "bin", name);

    private string Ask(string program, params string[] arguments) => Ended(program, Run(Program(program), arguments));

    private void Command(string verb, params string[] arguments) =>
        Ended($"eng/slurm.sh {verb}", Run(_script!, [verb, .. arguments, "--dir", folder]));

    private static string Ended(string what, (int Code, string Text) end) =>
        end.Code == 0 ? end.Text : throw new InvalidOperationException($"{what}: exit code {end.Code}. {end.Text}");

    private static (int Code, string Text) Run(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        return (process.ExitCode, output.Result + error.Result);
    }

    private static string[] Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>A job in the queue.</summary>
/// <param name="Job">Its number, which all tasks of an array share.</param>
/// <param name="Name">What Slurm calls it: <c>12_3</c> for a task of an array.</param>
/// <param name="Runs">True where it runs.</param>
/// <param name="Node">On which node it does.</param>
internal sealed record QueuedTask(string Job, string Name, bool Runs, string Node);
