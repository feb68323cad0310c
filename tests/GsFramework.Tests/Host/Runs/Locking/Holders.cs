using System.Diagnostics;
using GsFramework.Host.Runs.Locking;

namespace GsFramework.Tests.Host.Runs.Locking;

/// <summary>Programs that hold a lock, and how tests take one.</summary>
internal static class Holders
{
    /// <summary>Longer than any test: nobody is found dead by waiting.</summary>
    public static readonly TimeSpan Ever = TimeSpan.FromHours(10);

    /// <summary>A program on another machine.</summary>
    public static LockHolder On(string host, HolderJob? job = null) =>
        LockHolder.Me() with
        {
            Host = host,
            Machine = host,
            Boot = host,
            Pid = 123,
            Slurm = job,
        };

    /// <summary>A process of this machine.</summary>
    public static LockHolder Of(int pid) =>
        LockHolder.Me() with
        {
            Pid = pid,
            Started = ProcessStat.Of(pid)?.Started ?? 0,
        };

    /// <summary>A process of this machine that was killed.</summary>
    public static LockHolder Killed()
    {
        using var process = Sleeping();
        var holder = Of(process.Id);
        process.Kill();
        process.WaitForExit();
        return holder;
    }

    /// <summary>A process that does nothing.</summary>
    public static Process Sleeping() => Process.Start("/bin/sleep", "1000");

    /// <summary>How a program takes a lock, with short times.</summary>
    /// <param name="me">Which program.</param>
    /// <param name="watch">How long it watches one of another machine.</param>
    public static LockOptions By(LockHolder me, TimeSpan? watch = null) =>
        new()
        {
            Me = me,
            Beat = TimeSpan.FromMilliseconds(5),
            Watch = watch ?? Ever,
            Poll = TimeSpan.FromMilliseconds(2),
            Settle = TimeSpan.FromMilliseconds(100),
        };

    /// <summary>As <see cref="By"/>, by this process.</summary>
    public static LockOptions ByMe(TimeSpan? watch = null) => By(LockHolder.Me(), watch);
}
