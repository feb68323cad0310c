using System.Diagnostics;
using System.Globalization;
using GsFramework.Tests.Host;

namespace GsFramework.Tests.Plugins.Slurm;

/// <summary>Programs with the names of Slurm's that keep a queue, and a scheduler that carries it out when it is told
/// to: what was submitted last goes first, wherever its dependencies allow it. They come first in this process's search
/// path until this is disposed.</summary>
internal sealed class WorkingSlurm : IDisposable
{
    /// <summary>A partition that there is not.</summary>
    public const string NoPartition = "nosuch";

    private const string SearchPath = "PATH";

    private readonly Folder _folder = new();
    private readonly string? _before = Environment.GetEnvironmentVariable(SearchPath);
    private readonly Dictionary<(string Job, int Task), bool> _ended = [];

    public WorkingSlurm()
    {
        Directory.CreateDirectory(_folder["jobs"]);
        Directory.CreateDirectory(_folder["scripts"]);
        File.WriteAllText(_folder["number"], "100");
        Taken = int.MaxValue;
        Program(
            "sbatch",
            $$"""
            if [[ $* == *--test-only* ]]; then
                if grep -q partition={{NoPartition}}; then
                    echo "sbatch: error: invalid partition specified: {{NoPartition}}" >&2
                    exit 1
                fi
                exit 0
            fi
            left=$(<"$folder/left")
            if ((left == 0)); then
                echo "sbatch: error: Batch job submission failed: {{FakeSlurm.Reason}}" >&2
                exit 1
            fi
            echo $((left - 1)) >"$folder/left"
            number=$(($(<"$folder/number") + 1))
            echo $number >"$folder/number"
            cp "${!#}" "$folder/scripts/$number"
            printf '%s\n' "$@" >"$folder/jobs/$number"
            echo $number
            """
        );
        Program("scontrol", "echo 'MaxArraySize            = 1001'");
        Program("scancel", "for job in \"$@\"; do rm -f \"$folder/jobs/$job\"; done");
        Program("squeue", "ls \"$folder/jobs\"");
        Environment.SetEnvironmentVariable(SearchPath, $"{_folder.Path}:{_before}");
    }

    /// <summary>How many further submissions are taken.</summary>
    public int Taken
    {
        set => File.WriteAllText(_folder["left"], value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Carries out all that is in the queue.</summary>
    public void Work()
    {
        while (Waiting() is { Length: > 0 } jobs)
        {
            if (!jobs.Any(Step))
            {
                throw new InvalidOperationException($"{string.Join(", ", jobs)} wait for what never ends.");
            }
        }
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(SearchPath, _before);
        _folder.Dispose();
    }

    private string[] Waiting() =>
        [.. Directory.EnumerateFiles(_folder["jobs"]).Select(path => Path.GetFileName(path)).OrderDescending()];

    // One task of the job, or its end; false where it has to wait.
    private bool Step(string job)
    {
        var options = File.ReadAllLines(_folder["jobs", job]);
        var waiting = Tasks(options).Where(task => !_ended.ContainsKey((job, task))).Reverse().ToArray();
        if (waiting.Length == 0)
        {
            File.Delete(_folder["jobs", job]);
            return true;
        }

        foreach (var task in waiting)
        {
            if (MayBegin(options, task) is { } may)
            {
                _ended[(job, task)] = may && Carry(job, task);
                return true;
            }
        }

        return false;
    }

    // Null where it has to wait, false where it never may.
    private bool? MayBegin(IEnumerable<string> options, int task)
    {
        const string Dependency = "--dependency=";
        if (
            options.FirstOrDefault(static option => option.StartsWith(Dependency, StringComparison.Ordinal))
            is not { } dependency
        )
        {
            return true;
        }

        var words = dependency[Dependency.Length..].Split(':');
        if (words[0] == "aftercorr")
        {
            return _ended.TryGetValue((words[1], task), out var well) ? well : null;
        }

        var isOver = !words.Skip(1).Any(job => File.Exists(_folder["jobs", job]));
        return !isOver ? null
            : words[0] == "afterany" ? true
            : _ended.Where(entry => words.Contains(entry.Key.Job)).All(static entry => entry.Value);
    }

    private bool Carry(string job, int task)
    {
        var start = new ProcessStartInfo("/bin/bash", [_folder["scripts", job]]);
        start.Environment["SLURM_ARRAY_TASK_ID"] = task.ToString(CultureInfo.InvariantCulture);
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    // A job that is no array has one.
    private static IEnumerable<int> Tasks(IEnumerable<string> options)
    {
        const string Array = "--array=";
        return options.FirstOrDefault(static option => option.StartsWith(Array, StringComparison.Ordinal)) is { } array
            ? array[Array.Length..].Split(',').SelectMany(static range => Range(range.Split('-')))
            : [0];

        static IEnumerable<int> Range(string[] ends)
        {
            var numbers = ends.Select(static end => int.Parse(end, CultureInfo.InvariantCulture)).ToArray();
            return Enumerable.Range(numbers[0], numbers[^1] - numbers[0] + 1);
        }
    }

    private void Program(string name, string body)
    {
        var path = _folder[name];
        File.WriteAllText(path, $"#!/bin/bash\nfolder='{_folder.Path}'\n{body}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        }
    }
}
