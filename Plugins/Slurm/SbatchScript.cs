using System.Globalization;
using System.Text;
using GsFramework.Launching;

namespace GsFramework.Slurm;

/// <summary>The batch scripts that a launch leaves in its folder. All that a job does stands in its script, so that a
/// user can read it, change it and submit it by hand.</summary>
internal static class SbatchScript
{
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
        var script = Head(launch, options, $"{Escaped(folder)}/%A_%a.log", cpus);
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

        // Only exec lets Slurm's signals reach the program.
        script.AppendLine($"exec {Words(launch.Program)} \"$@\"");
        return script.ToString();
    }

    // The arguments of a run with another number: those of all runs, as a rule.
    private static IEnumerable<string> Numbered(LaunchedRun run, string number)
    {
        var own = run.Index.ToString(CultureInfo.InvariantCulture);
        return run.Arguments.Select(word => word == own ? number : word);
    }

    /// <summary>The script of the last job.</summary>
    public static string OfGathering(RunLaunch launch, SlurmOptions options, string folder)
    {
        var script = Head(launch, options, $"{Escaped(folder)}/%j-gather.log", options.Cpus);
        script.AppendLine($"exec {Words(launch.Program)} {Words(launch.Gather)}");
        return script.ToString();
    }

    private static StringBuilder Head(RunLaunch launch, SlurmOptions options, string log, int cpus)
    {
        var script = new StringBuilder("#!/bin/bash\n");
        foreach (var option in Options(launch, options, log, cpus))
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

    private static IEnumerable<string> Options(RunLaunch launch, SlurmOptions options, string log, int cpus)
    {
        yield return $"--job-name={Quoted("gs-" + launch.Name)}";
        yield return $"--output={Quoted(log)}";
        yield return "--open-mode=append";
        yield return "--requeue";
        yield return string.Create(CultureInfo.InvariantCulture, $"--signal=B:TERM@{options.SignalSeconds}");
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
