using System.Globalization;
using System.Text;

namespace GsFramework.Host.Runs.Locking;

/// <summary>The Slurm job within which a program holds a directory.</summary>
/// <param name="Cluster">The cluster: two of them may share a disk, and number their jobs alike.</param>
/// <param name="Id">The job, <c>SLURM_JOB_ID</c>.</param>
/// <param name="Array">The job array that it belongs to, or null.</param>
/// <param name="Task">Its place in the array, or null.</param>
/// <param name="Restarts">How often Slurm has started it again.</param>
internal sealed record HolderJob(string? Cluster, string Id, string? Array, string? Task, int Restarts)
{
    /// <summary>As Slurm writes it: <c>45</c>, or <c>45_3</c> in an array.</summary>
    public override string ToString() => Array is not null && Task is not null ? $"{Array}_{Task}" : Id;

    /// <summary>The job of this process; null outside of Slurm.</summary>
    public static HolderJob? Current =>
        Variable("SLURM_JOB_ID") is not { } id
            ? null
            : new HolderJob(
                Variable("SLURM_CLUSTER_NAME"),
                id,
                Variable("SLURM_ARRAY_JOB_ID"),
                Variable("SLURM_ARRAY_TASK_ID"),
                Restart(Variable("SLURM_RESTART_COUNT"))
            );

    /// <summary>True when this job is the other one, started again: Slurm does so when the former start has
    /// ended.</summary>
    public bool IsRestartOf(HolderJob other) =>
        (Cluster, Id, Array, Task) == (other.Cluster, other.Id, other.Array, other.Task) && Restarts > other.Restarts;

    private static int Restart(string? count) =>
        int.TryParse(count, CultureInfo.InvariantCulture, out var restarts) ? restarts : 0;

    // What is longer is no number or name of Slurm, and the record of a lock has a fixed length.
    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 and <= 64 } value && Ascii.IsValid(value)
            ? value
            : null;
}
