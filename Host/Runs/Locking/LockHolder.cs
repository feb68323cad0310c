using System.Globalization;
using System.Text.Json.Serialization;

namespace GsFramework.Host.Runs.Locking;

/// <summary>Who holds a run directory, as <c>run.lock</c> says.</summary>
internal sealed record LockHolder
{
    /// <summary>A number that its holder raises every few seconds.</summary>
    /// <remarks>First in the file, and always of the same length: it is written in place, and nobody must read half of
    /// a record.</remarks>
    [JsonPropertyOrder(-1)]
    public string Beat { get; init; } = Beats(0);

    /// <summary>Of this hold and no other: 32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    public required string Host { get; init; }

    /// <summary>Tells machines of one name apart; empty where the system has no such number.</summary>
    public string Machine { get; init; } = "";

    /// <summary>Since the machine was started; empty but on Linux.</summary>
    public string Boot { get; init; } = "";

    /// <summary>Where <see cref="Pid"/> and <see cref="Started"/> have a meaning: a container has its own; empty but on
    /// Linux.</summary>
    public string Namespaces { get; init; } = "";

    public required int Pid { get; init; }

    /// <summary>When the process was started, in ticks since <see cref="Boot"/>; 0 but on Linux.</summary>
    public long Started { get; init; }

    /// <summary>Null outside of Slurm.</summary>
    public HolderJob? Slurm { get; init; }

    /// <summary>The Slurm job, such as <c>45_3</c>; null outside of Slurm.</summary>
    [JsonIgnore]
    public string? Job => Slurm?.ToString();

    /// <summary>This process, with a new <see cref="Id"/>.</summary>
    public static LockHolder Me()
    {
        var stat = ProcessStat.Self;
        return new LockHolder
        {
            Id = NewId(),
            Host = SystemText.Of("/proc/sys/kernel/hostname") ?? Environment.MachineName,
            Machine = SystemText.Of("/etc/machine-id") ?? "",
            Boot = SystemText.Of("/proc/sys/kernel/random/boot_id") ?? "",
            Namespaces = SystemText.Namespaces,

            // As /proc counts it, which is not what the process sees where /proc is that of another namespace.
            Pid = stat?.Pid ?? Environment.ProcessId,
            Started = stat?.Started ?? 0,
            Slurm = HolderJob.Current,
        };
    }

    /// <summary>Who a lock file names, alive or not; null where there is no file, or it names nobody.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static LockHolder? Read(string path) => LockFile.Read(path)?.Holder;

    /// <summary>A new <see cref="Id"/>.</summary>
    public static string NewId() => Guid.NewGuid().ToString("N");

    /// <summary>The text of a <see cref="Beat"/>.</summary>
    public static string Beats(int count) => count.ToString("D10", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>process 123 on node7 (Slurm job 45_3)</c>.</summary>
    public override string ToString() => $"process {Pid} on {Host}{(Job is { } job ? $" (Slurm job {job})" : "")}";
}
