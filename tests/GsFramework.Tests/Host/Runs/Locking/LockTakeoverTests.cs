using GsFramework.Host.Runs.Locking;

namespace GsFramework.Tests.Host.Runs.Locking;

/// <summary>Many programs that want the lock of a dead one.</summary>
public sealed class LockTakeoverTests : IDisposable
{
    private const int Rounds = 12;
    private const int Takers = 8;

    private readonly Folder _folder = new();
    private int _inside;
    private int _taken;

    private string Lock => _folder["run.lock"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_many_on_one_machine_each_gets_the_lock_of_a_killed_process_when_no_other_has_it()
    {
        var killed = Holders.Killed();

        Race(killed, _ => LockHolder.Me());
    }

    [Fact]
    public void Of_many_machines_each_gets_it_when_no_other_has_it()
    {
        // A job that was started again on many machines need not wait for the former start.
        var job = new HolderJob("c", "47", null, null, 0);

        Race(Holders.On("node0", job), taker => Holders.On($"node{taker}", job with { Restarts = 1 }));
    }

    [Fact]
    public void One_who_dies_on_the_way_is_followed()
    {
        var (dead, taker, follower) = (Holders.Killed(), Holders.Killed(), Holders.Killed());
        LockFile.TryCreate(Lock, dead);
        LockFile.TryCreate(LockTakeover.Claim(Lock, dead.Id), taker);
        LockFile.TryCreate(LockTakeover.Claim(Lock, taker.Id), follower);

        using (HeldLock.Take(Lock, Holders.ByMe()))
        {
            Assert.Equal([Lock], Directory.GetFileSystemEntries(_folder.Path));
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void One_who_dies_before_it_has_said_who_it_is_is_followed()
    {
        File.WriteAllText(Lock, "");
        File.WriteAllText(LockTakeover.Claim(Lock, new string('0', 32)), "");

        using var hold = HeldLock.Take(Lock, Holders.ByMe());

        Assert.Equal([Lock], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void One_who_comes_late_leaves_the_new_lock_alone()
    {
        var dead = Holders.Killed();
        LockFile.TryCreate(Lock, dead);
        var found = LockFile.Read(Lock)!;
        using var hold = HeldLock.Take(Lock, Holders.ByMe());
        var before = LockHolder.Read(Lock)!.Id;

        Assert.False(LockTakeover.Try(Lock, found, Holders.ByMe()));

        Assert.Equal(before, LockHolder.Read(Lock)!.Id);
        Assert.Equal([Lock], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_holder_that_moves_at_the_last_moment_keeps_its_lock()
    {
        var other = Holders.On("node7");
        LockFile.TryCreate(Lock, other);
        var found = LockFile.Read(Lock)!;
        using (var file = LockFile.Open(Lock, other.Id)!)
        {
            LockFile.WriteBeat(file, 1);
        }

        Assert.False(LockTakeover.Try(Lock, found, Holders.ByMe()));

        Assert.Equal(other.Id, LockHolder.Read(Lock)!.Id);
    }

    private void Race(LockHolder dead, Func<int, LockHolder> taker)
    {
        for (var round = 0; round < Rounds; round++)
        {
            LockFile.TryCreate(Lock, dead with { Id = LockHolder.NewId() });
            using var start = new Barrier(Takers);
            var faults = new List<Exception>();
            var threads = Enumerable
                .Range(1, Takers)
                .Select(number => new Thread(() => Compete(Holders.By(taker(number)), start, faults)))
                .ToList();
            threads.ForEach(static thread => thread.Start());
            threads.ForEach(static thread => thread.Join());

            Assert.Empty(faults);
            Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
        }

        Assert.Equal(Rounds * Takers, _taken);
    }

    // Each wants it until it has had it.
    private void Compete(LockOptions options, Barrier start, List<Exception> faults)
    {
        try
        {
            start.SignalAndWait();
            while (true)
            {
                try
                {
                    using var hold = HeldLock.Take(Lock, options);
                    Assert.Equal(1, Interlocked.Increment(ref _inside));
                    Thread.Sleep(1);
                    hold.Check();
                    Interlocked.Decrement(ref _inside);
                    Interlocked.Increment(ref _taken);
                    return;
                }
                catch (RunHeldException)
                {
                    Thread.Sleep(1);
                }
            }
        }
        catch (Exception fault)
        {
            lock (faults)
            {
                faults.Add(fault);
            }
        }
    }
}
