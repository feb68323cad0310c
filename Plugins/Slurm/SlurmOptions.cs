using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.RegularExpressions;
using GsFramework.Parts;

namespace GsFramework.Slurm;

/// <summary>What Slurm is told of each run; <c>man sbatch</c> explains the words.</summary>
public sealed partial record SlurmOptions : IValidatesOptions
{
    /// <summary>See its description.</summary>
    [Description("The partition; absent for the cluster's default.")]
    public string? Partition { get; init; }

    /// <summary>See its description.</summary>
    [Description("The account that pays; absent for the user's default.")]
    public string? Account { get; init; }

    /// <summary>See its description.</summary>
    [Description(
        "The time limit of a run, such as 04:00:00 or 1-12; absent for that of the partition. A run that meets it "
            + "writes a checkpoint, and is queued again."
    )]
    public string? Time { get; init; }

    /// <summary>See its description.</summary>
    [Description("Memory of a run, such as 4G; absent for the cluster's default.")]
    public string? Memory { get; init; }

    /// <summary>See its description.</summary>
    [Description("Processors of a run, and its threads where 'threads' is 0.")]
    [Range(1, 1024)]
    public int Cpus { get; init; } = 1;

    /// <summary>See its description.</summary>
    [Description("GPUs of a run.")]
    [Range(0, 64)]
    public int Gpus { get; init; }

    /// <summary>See its description.</summary>
    [Description(
        "Features that a node must have, such as the name of a processor; with it budgets in processor time are fair."
    )]
    public string? Constraint { get; init; }

    /// <summary>See its description.</summary>
    [Description("Runs at the same time, at most; 0 for as many as there is room for.")]
    [Range(0, 100000)]
    public int AtOnce { get; init; }

    /// <summary>See its description.</summary>
    [Description("Seconds before the time limit at which a run is told to write a checkpoint and to end.")]
    [Range(10, 65535)]
    public int SignalSeconds { get; init; } = 120;

    /// <summary>See its description.</summary>
    [Description("Further options of sbatch, such as --qos=low or --exclude=node7; one a line of the list.")]
    public IReadOnlyList<string> Extra { get; init; } = [];

    /// <summary>See its description.</summary>
    [Description("Lines of bash that each job runs first, such as 'module load dotnet'.")]
    public IReadOnlyList<string> Prologue { get; init; } = [];

    /// <inheritdoc/>
    public IEnumerable<(string Property, string Message)> Faults()
    {
        foreach (
            var (property, value) in new[]
            {
                (nameof(Partition), Partition),
                (nameof(Account), Account),
                (nameof(Time), Time),
                (nameof(Memory), Memory),
                (nameof(Constraint), Constraint),
            }
        )
        {
            if (value is not null && (value.Trim().Length == 0 || value.Any(char.IsControl)))
            {
                yield return (property, "is empty or has a line break; leave it out for the cluster's default.");
            }
        }

        if (Time is not null && !TimeLimit().IsMatch(Time))
        {
            yield return (
                nameof(Time),
                $"'{Time}' is no time of Slurm: give minutes, minutes:seconds, hours:minutes:seconds, days-hours, "
                    + "days-hours:minutes or days-hours:minutes:seconds."
            );
        }
        else if (Time is not null && Seconds(Time) <= SignalSeconds)
        {
            yield return (
                nameof(SignalSeconds),
                $"with {SignalSeconds} seconds before a limit of {Time} a run would be told to stop when it begins; "
                    + "give a longer time, or fewer seconds."
            );
        }

        if (Memory is not null && !Size().IsMatch(Memory))
        {
            yield return (nameof(Memory), $"'{Memory}' is no size of Slurm: give a number with K, M, G or T.");
        }

        foreach (var line in Extra.Where(static line => !line.StartsWith('-') || line.Any(char.IsControl)))
        {
            yield return (nameof(Extra), $"'{line}' is no option of sbatch: each begins with a dash.");
        }

        foreach (var own in Extra.Where(static line => Own().IsMatch(line)))
        {
            yield return (nameof(Extra), $"'{own}' is set by the launcher, and runs would be lost without it.");
        }
    }

    // Without days one number is minutes and two are minutes and seconds; with days they begin with hours.
    private static double Seconds(string time)
    {
        var parts = time.Split('-');
        double[] numbers =
        [
            .. parts[^1].Split(':').Select(static part => double.Parse(part, CultureInfo.InvariantCulture)),
        ];
        int[] units = parts.Length > 1 || numbers.Length == 3 ? [3600, 60, 1] : [60, 1];
        return (parts.Length > 1 ? double.Parse(parts[0], CultureInfo.InvariantCulture) * 86400 : 0)
            + numbers.Zip(units, static (number, unit) => number * unit).Sum();
    }

    [GeneratedRegex(@"^(\d+-\d+(:\d+(:\d+)?)?|\d+(:\d+){0,2})$")]
    private static partial Regex TimeLimit();

    [GeneratedRegex("^[0-9]+[KMGT]?$", RegexOptions.IgnoreCase)]
    private static partial Regex Size();

    [GeneratedRegex(
        "^(--(array|dependency|requeue|no-requeue|open-mode|signal|parsable|output|error|kill-on-invalid-dep|wrap"
            + "|job-name)([= ]|$)|-[adoeJ])"
    )]
    private static partial Regex Own();
}
