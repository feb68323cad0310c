using System.Globalization;
using System.Text;
using GsFramework.Launching;

namespace GsFramework.Slurm;

/// <summary>The batch scripts that a launch leaves in its folder. All that a job does stands in its script, so that a
/// user can read it, change it and submit it by hand.</summary>
internal static class SbatchScript
{
    // The exit code of a program that was told to stop and wrote a checkpoint.
    private const int Interrupted = 130;

    /// <summary>The script of an array: task N of Slurm carries out the run whose number the script knows.</summary>
    /// <param name="launch">The launch.</param>
    /// <param name="options">What Slurm is told.</param>
    /// <param name="runs">The runs by the numbers of Slurm's tasks.</param>
    /// <param name="folder">The folder of scripts and logs.</param>
    public static string OfArray(
        RunLaunch launch,
        SlurmOptions options,
        IReadOnlyDictionary<int, LaunchedRun> runs,
        string folder
    )
    {
        var cpus = Math.Max(options.Cpus, runs.Values.Max(static run => run.Threads));
        var script = Head(launch, options, $"{Escaped(folder)}/%A_%a.log", cpus, signal: "USR1");
        var first = runs.Values.First();
        if (runs.Values.All(run => run.Arguments.SequenceEqual(Numbered(first, $"{run.Index}"))))
        {
            script.AppendLine("# The run's number by that of the task.");
            var numbers = runs
                .OrderBy(static entry => entry.Key)
                .Select(static entry =>
                    string.Create(CultureInfo.InvariantCulture, $"[{entry.Key}]={entry.Value.Index}")
                );
            script.AppendLine($"declare -A run=({string.Join(' ', numbers)})");
            const string Number = "\0";
            var words = Numbered(first, Number)
                .Select(static word => word == Number ? "\"${run[$SLURM_ARRAY_TASK_ID]}\"" : Quoted(word));
            script.AppendLine($"set -- {string.Join(' ', words)}");
        }
        else
        {
            script.AppendLine("case $SLURM_ARRAY_TASK_ID in");
            foreach (var (task, run) in runs.OrderBy(static entry => entry.Key))
            {
                script.AppendLine(
                    string.Create(CultureInfo.InvariantCulture, $"    {task}) set -- {Words(run.Arguments)} ;;")
                );
            }

            script.AppendLine("esac");
        }

        script.Append(Requeuing($"{Words(launch.Program)} \"$@\""));
        return script.ToString();
    }

    // The arguments of a run with another number: those of all runs, as a rule.
    private static IEnumerable<string> Numbered(LaunchedRun run, string number)
    {
        var own = run.Index.ToString(CultureInfo.InvariantCulture);
        return run.Arguments.Select(word => word == own ? number : word);
    }

    // Slurm leaves a job that meets its time limit as it is, and a script cannot tell TERM before the limit from that
    // of scancel, after which nothing may be queued again: hence USR1. Other signals reach the program by themselves.
    // Only a program that has begun its run ends with Interrupted, and notes it: one that comes no further, or never
    // begins, is not queued again for ever. Bash returns from 'wait' for a trap too.
    private static string Requeuing(string program) =>
        $$"""
        # Near the time limit Slurm sends USR1. The program writes a checkpoint, and this job is queued again.
        limit=
        program=
        trap 'limit=' TERM
        trap 'limit=1; [[ -z $program ]] || kill -TERM "$program"' USR1
        {{program}} &
        program=$!
        [[ -z $limit ]] || kill -TERM "$program"
        while kill -0 "$program" 2>/dev/null; do wait "$program"; done
        wait "$program"
        code=$?
        [[ -z $limit || $code != {{Interrupted}} ]] || scontrol requeue "$SLURM_JOB_ID"
        exit "$code"

        """;

    /// <summary>The script of the last job.</summary>
    public static string OfGathering(RunLaunch launch, SlurmOptions options, string folder)
    {
        var script = Head(launch, options, $"{Escaped(folder)}/%j-gather.log", options.Cpus, signal: "TERM");

        // Only exec lets Slurm's signals reach the program.
        script.AppendLine($"exec {Words(launch.Program)} {Words(launch.Gather)}");
        return script.ToString();
    }

    private static StringBuilder Head(RunLaunch launch, SlurmOptions options, string log, int cpus, string signal)
    {
        var script = new StringBuilder("#!/bin/bash\n");
        foreach (var option in Options(launch, options, log, cpus, signal))
        {
            script.Append("#SBATCH ").AppendLine(option);
        }

        script.AppendLine();
        foreach (var line in options.Prologue)
        {
            script.AppendLine(line);
        }

        script.AppendLine($"cd {Quoted(launch.Folder)} || {{");
        script.AppendLine("    echo \"$(hostname) does not see the folder: put it where all nodes see it.\" >&2");
        script.AppendLine("    exit 2");
        script.AppendLine("}");
        return script;
    }

    private static IEnumerable<string> Options(
        RunLaunch launch,
        SlurmOptions options,
        string log,
        int cpus,
        string signal
    )
    {
        yield return $"--job-name={Quoted("gs-" + launch.Name)}";
        yield return $"--output={Quoted(log)}";
        yield return "--open-mode=append";
        yield return "--requeue";
        yield return string.Create(CultureInfo.InvariantCulture, $"--signal=B:{signal}@{options.SignalSeconds}");
        yield return "--ntasks=1";
        yield return string.Create(CultureInfo.InvariantCulture, $"--cpus-per-task={cpus}");
        foreach (
            var (name, value) in new[]
            {
                ("partition", options.Partition),
                ("account", options.Account),
                ("time", options.Time),
                ("mem", options.Memory),
                ("constraint", options.Constraint),
                ("gpus", options.Gpus > 0 ? options.Gpus.ToString(CultureInfo.InvariantCulture) : null),
            }
        )
        {
            if (value is not null)
            {
                yield return $"--{name}={Quoted(value)}";
            }
        }

        foreach (var line in options.Extra)
        {
            yield return line;
        }
    }

    // A percent sign begins a pattern in the name of a log.
    private static string Escaped(string folder) => folder.Replace("%", "%%", StringComparison.Ordinal);

    private static string Words(IEnumerable<string> words) => string.Join(' ', words.Select(Quoted));

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(static sign => char.IsAsciiLetterOrDigit(sign) || "_@%+=:,./-".Contains(sign))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
