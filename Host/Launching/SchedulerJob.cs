namespace GsFramework.Host.Launching;

/// <summary>The job of a scheduler as which this process runs.</summary>
/// <param name="Name">Its name, such as <c>123_4</c>.</param>
internal sealed record SchedulerJob(string Name)
{
    private static readonly string[] _names = ["SLURM_JOB_ID", "PBS_JOBID", "LSB_JOBID", "JOB_ID"];

    /// <summary>That of this process; null where there is none. By the variables that Slurm sets; others have one
    /// name.</summary>
    public static SchedulerJob? Here =>
        Variable("SLURM_ARRAY_JOB_ID") is { } array && Variable("SLURM_ARRAY_TASK_ID") is { } task
            ? new SchedulerJob($"{array}_{task}")
        : _names.Select(Variable).FirstOrDefault(static job => job is not null) is { } name ? new SchedulerJob(name)
        : null;

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
