namespace GsFramework.Host.Runs.Locking;

/// <summary>Whether the holder of a lock still lives, as far as that can be known without waiting.</summary>
internal static class HolderLife
{
    /// <summary>True when it lives, false when it has ended, null when only its beats can tell, as on another
    /// machine.</summary>
    public static bool? IsAlive(LockHolder holder, LockHolder me) =>
        OnThisMachine(holder, me)
        ?? (me.Slurm is { } job && holder.Slurm is { } former && job.IsRestartOf(former) ? false : null);

    private static bool? OnThisMachine(LockHolder holder, LockHolder me)
    {
        if (holder.Host != me.Host)
        {
            return null;
        }

        if (holder.Boot != me.Boot)
        {
            // Containers on two machines may have one name.
            return me.Machine.Length > 0 && me.Machine == holder.Machine ? false : null;
        }

        return holder.Namespaces == me.Namespaces && (me.Boot.Length > 0 || !OperatingSystem.IsLinux())
            ? IsRunning(holder)
            : null;
    }

    private static bool? IsRunning(LockHolder holder)
    {
        if (ProcessStat.Of(holder.Pid) is { } process)
        {
            return process.Started == holder.Started && process.State is not ('Z' or 'X');
        }

        // Some clusters hide the processes of others.
        return !ProcessStat.Exists(holder.Pid) ? false
            : OperatingSystem.IsLinux() ? null
            : true;
    }
}
