using System.Globalization;
using System.Text.RegularExpressions;
using GsFramework.Launching;
using Serilog;

namespace GsFramework.Slurm;

/// <summary>
/// Hands runs to Slurm: one <c>sbatch --array</c> for each level of runs, later levels by <c>aftercorr</c> or
/// <c>afterok</c>, and a last job that gathers by <c>afterany</c>. Slurm queues, places, requeues and kills. Nothing
/// waits here, and nothing is read from its accounting.
/// </summary>
/// <param name="options">What Slurm is told.</param>
/// <param name="log">Where to say what was done.</param>
internal sealed partial class SlurmLauncher(SlurmOptions options, ILogger log) : IRunLauncher
{
    private const string FolderName = "slurm";

    // Slurm's default.
    private const int UsualArraySize = 1001;

    private static readonly string[] _local = ["ext2", "ext3", "ext4", "xfs", "btrfs", "tmpfs", "overlay", "zfs"];

    /// <inheritdoc/>
    public int Threads => options.Cpus;

    /// <inheritdoc/>
    public bool HasEqualProcessors => options.Constraint is not null;

    /// <inheritdoc/>
    public void Check()
    {
        var launch = new RunLaunch
        {
            Name = "test",
            Folder = "/",
            Program = ["true"],
            Levels = [],
            Gather = [],
            Log = log,
        };
        try
        {
            SlurmCommand.Run("sbatch", ["--test-only"], SbatchScript.OfGathering(launch, options, "/tmp"));
        }
        catch (UserException fault) when (fault.InnerException is null)
        {
            throw new UserException(
                $"Slurm would not take the runs. {fault.Message.TrimEnd('.')}. Change the section 'launcher' of the "
                    + "configuration; 'sinfo' lists the partitions.",
                fault
            );
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Launch(RunLaunch launch)
    {
        var folder = Path.Combine(launch.Folder, FolderName);
        WarnOfLocalDisk(launch.Folder);
        var jobs = new List<string>();
        try
        {
            Directory.CreateDirectory(folder);
            var size = ArraySize();
            var before = new Dictionary<int, (string Job, int Task)>();
            foreach (var (number, level) in launch.Levels.Index())
            {
                var here = new Dictionary<int, (string Job, int Task)>();
                foreach (var (part, array) in JobArray.Of(level, before, size).Index())
                {
                    launch.Cancellation.ThrowIfCancellationRequested();
                    var script = Path.Combine(folder, part == 0 ? $"level-{number}.sh" : $"level-{number}-{part}.sh");
                    File.WriteAllText(script, SbatchScript.OfArray(launch, options, array.Runs, folder));
                    var job = Submit([$"--array={array.Tasks}{AtOnce}", .. array.Dependency], script);
                    jobs.Add(job);
                    foreach (var (task, run) in array.Runs)
                    {
                        here[run.Index] = (job, task);
                    }
                }

                before = here;
            }

            var last = Path.Combine(folder, "gather.sh");
            File.WriteAllText(last, SbatchScript.OfGathering(launch, options, folder));
            jobs.Add(Submit([$"--dependency=afterany:{string.Join(':', jobs)}"], last));
            return jobs;
        }
        catch (Exception fault)
        {
            Cancel(jobs);
            throw fault is IOException or UnauthorizedAccessException
                ? new UserException($"'{folder}' cannot be written: {fault.Message}", fault)
                : fault;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Unfinished(IReadOnlyList<string> jobs) =>
        [
            .. SlurmCommand
                .Run("squeue", ["--me", "--noheader", "--format=%F"])
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Distinct()
                .Where(jobs.Contains),
        ];

    private string AtOnce =>
        options.AtOnce > 0 ? string.Create(CultureInfo.InvariantCulture, $"%{options.AtOnce}") : "";

    // "123", or "123;cluster" where there are several.
    private static string Submit(IEnumerable<string> arguments, string script) =>
        SlurmCommand.Run("sbatch", ["--parsable", .. arguments, script]).Trim().Split(';')[0];

    private void Cancel(List<string> jobs)
    {
        if (jobs.Count == 0)
        {
            return;
        }

        try
        {
            SlurmCommand.Run("scancel", jobs);
        }
        catch (UserException fault)
        {
            log.Warning("{Jobs} are still in the queue: {Reason}", string.Join(", ", jobs), fault.Message);
        }
    }

    private static int ArraySize()
    {
        var match = MaxArraySize().Match(SlurmCommand.Run("scontrol", ["show", "config"]));
        return match.Success
            ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : UsualArraySize;
    }

    private void WarnOfLocalDisk(string folder)
    {
        try
        {
            var format = new DriveInfo(folder).DriveFormat;
            if (_local.Contains(format))
            {
                log.Warning(
                    "{Folder} is on a disk of this machine ({Format}). Nodes that do not see it under this path cannot "
                        + "run anything there",
                    folder,
                    format
                );
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // It is a warning only.
        }
    }

    [GeneratedRegex(@"^MaxArraySize\s*=\s*(\d+)", RegexOptions.Multiline)]
    private static partial Regex MaxArraySize();
}
