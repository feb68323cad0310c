using System.Diagnostics;
using System.Globalization;
using GsFramework.Host.Runs;
using GsFramework.Host.Runs.Locking;

namespace GsFramework.Tests.Host.Runs.Locking;

/// <summary>Whether the holder of a lock counts as dead.</summary>
public sealed class DeadHolderTests : IDisposable
{
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(30);

    private readonly Folder _folder = new();
    private readonly List<LockHolder> _awaited = [];

    private string Lock => _folder["run.lock"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_process_of_this_machine_holds_its_lock_until_it_is_killed()
    {
        using var process = Holders.Sleeping();
        LockFile.TryCreate(Lock, Holders.Of(process.Id));

        var held = Assert.Throws<RunHeldException>(() => Take());
        Assert.True(RunLock.IsHeld(Lock));
        process.Kill();
        process.WaitForExit();

        Assert.False(RunLock.IsHeld(Lock));
        Take().Dispose();
        Assert.Contains($"process {process.Id} on ", held.Message, StringComparison.Ordinal);
        Assert.Empty(_awaited);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_process_that_has_ended_and_whom_nobody_has_asked_for_its_exit_code_is_dead()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only /proc tells.");
        using var parent = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", "sleep 0 & echo $!; exec sleep 1000"])
            {
                RedirectStandardOutput = true,
            }
        )!;
        var pid = int.Parse(parent.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
        Assert.True(SpinWait.SpinUntil(() => ProcessStat.Of(pid)?.State == 'Z', TimeSpan.FromMinutes(1)));
        LockFile.TryCreate(Lock, Holders.Of(pid));

        Take().Dispose();

        parent.Kill();
        parent.WaitForExit();
    }

    [Fact]
    public void A_number_that_another_process_has_got_since_is_no_sign_of_life()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only /proc tells.");
        var me = LockHolder.Me();
        LockFile.TryCreate(Lock, me with { Started = me.Started + 1 });

        Take().Dispose();
    }

    [Fact]
    public void A_machine_that_was_started_again_has_none_of_its_former_processes()
    {
        var me = LockHolder.Me() with { Machine = "m" };
        LockFile.TryCreate(Lock, me with { Boot = "before" });

        Take(me).Dispose();
        Assert.Empty(_awaited);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("m", "n")]
    public void Two_machines_may_have_one_name(string machine, string other)
    {
        var me = LockHolder.Me() with { Machine = machine };
        LockFile.TryCreate(Lock, me with { Machine = other, Boot = "another" });

        Take(me, _short).Dispose();
        Assert.Single(_awaited);
    }

    [Fact]
    public void Processes_of_another_container_are_known_by_their_beats_only()
    {
        LockFile.TryCreate(Lock, Holders.Killed() with { Namespaces = "pid:[1]" });

        Take(LockHolder.Me(), _short).Dispose();
        Assert.Single(_awaited);
    }

    [Fact]
    public void On_another_machine_a_holder_lives_as_long_as_its_beat_moves()
    {
        using var other = HeldLock.Take(Lock, Holders.By(Holders.On("node7", new(null, "47", "45", "3", 0))));

        var held = Assert.Throws<RunHeldException>(() => Take());

        Assert.Contains(
            $"at work in '{_folder.Path}': process 123 on node7 (Slurm job 45_3). Wait",
            held.Message,
            StringComparison.Ordinal
        );
        Assert.Equal("45_3", Assert.Single(_awaited).Job);
    }

    [Fact]
    public void On_another_machine_a_holder_whose_beat_stands_still_is_dead()
    {
        LockFile.TryCreate(Lock, Holders.On("node7"));

        using var hold = Take(LockHolder.Me(), _short);

        Assert.Equal("node7", Assert.Single(_awaited).Host);
        Assert.Equal(Environment.ProcessId, LockHolder.Read(Lock)!.Pid);
    }

    [Fact]
    public void The_user_need_not_wait_for_the_end_of_the_watch()
    {
        LockFile.TryCreate(Lock, Holders.On("node7"));
        using var source = new CancellationTokenSource();
        var options = Holders.ByMe() with { Waits = _ => source.Cancel(), Cancellation = source.Token };

        Assert.Throws<OperationCanceledException>(() => HeldLock.Take(Lock, options));

        Assert.Equal([Lock], Directory.GetFileSystemEntries(_folder.Path));
        Assert.Equal("node7", LockHolder.Read(Lock)!.Host);
    }

    [Fact]
    public void A_job_that_Slurm_starts_again_takes_the_lock_of_its_former_start()
    {
        var job = new HolderJob("c", "47", "45", "3", 0);
        LockFile.TryCreate(Lock, Holders.On("node7", job));

        Take(Holders.On("node8", job with { Restarts = 1 })).Dispose();
        Assert.Empty(_awaited);
    }

    [Theory]
    [InlineData("c", "47", "3", 0)]
    [InlineData("c", "48", "4", 1)]
    [InlineData("d", "47", "3", 1)]
    public void Other_jobs_have_to_wait(string cluster, string id, string task, int restarts)
    {
        LockFile.TryCreate(Lock, Holders.On("node7", new("c", "47", "45", "3", 0)));

        Take(Holders.On("node8", new(cluster, id, "45", task, restarts)), _short).Dispose();
        Assert.Single(_awaited);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(80, true)]
    [InlineData(-3600, true)]
    [InlineData(100, false)]
    public void Whether_another_machine_holds_a_lock_is_guessed_by_the_time_of_the_last_write(int age, bool isHeld)
    {
        LockFile.TryCreate(Lock, Holders.On("node7"));
        File.SetLastWriteTimeUtc(Lock, TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(-age));
        var before = File.ReadAllBytes(Lock);

        Assert.Equal(isHeld, RunLock.IsHeld(Lock));

        Assert.Equal(before, File.ReadAllBytes(Lock));
        Assert.Equal([Lock], Directory.GetFileSystemEntries(_folder.Path));
    }

    private HeldLock Take() => Take(LockHolder.Me());

    private HeldLock Take(LockHolder me, TimeSpan? watch = null) =>
        HeldLock.Take(Lock, Holders.By(me, watch) with { Waits = _awaited.Add });
}
