using System.Text.Json.Nodes;
using GsFramework.Host.Runs;
using GsFramework.Host.Runs.Locking;

namespace GsFramework.Tests.Host.Runs.Locking;

/// <summary>What stands in a lock file.</summary>
public sealed class LockFileTests : IDisposable
{
    private readonly Folder _folder = new();

    private string Lock => _folder["run.lock"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_holder_is_read_as_it_was_written()
    {
        var holder = Holders.On("knoten-ü", new HolderJob("c", "47", "45", "3", 2));

        Assert.True(LockFile.TryCreate(Lock, holder));
        Assert.False(LockFile.TryCreate(Lock, LockHolder.Me()));

        Assert.Equal(holder, LockHolder.Read(Lock));
        Assert.Null(LockHolder.Read(_folder["none", "run.lock"]));
        Assert.StartsWith("{", File.ReadLines(Lock).First(), StringComparison.Ordinal);
    }

    [Fact]
    public void Beats_and_calls_are_written_in_their_places()
    {
        var holder = LockHolder.Me();
        LockFile.TryCreate(Lock, holder);
        var length = new FileInfo(Lock).Length;

        using (var file = LockFile.Open(Lock, holder.Id)!)
        {
            LockFile.WriteBeat(file, 4_000);
            LockFile.WriteCall(file, "Plugin X, step 4");
        }

        Assert.Equal(new LockContent(holder with { Beat = "0000004000" }, "Plugin X, step 4"), LockFile.Read(Lock));
        Assert.Equal(length, new FileInfo(Lock).Length);
        Assert.Null(LockFile.Open(Lock, LockHolder.NewId()));
    }

    [Fact]
    public void The_plugin_call_of_a_process_that_was_killed_is_told_by_the_next()
    {
        var killed = Holders.Killed();
        LockFile.TryCreate(Lock, killed);
        using (var file = LockFile.Open(Lock, killed.Id)!)
        {
            LockFile.WriteCall(file, "Plugin X, step 4");
        }

        Assert.Equal("Plugin X, step 4", RunLock.Left(Lock));
        using var next = HeldLock.Take(Lock, Holders.ByMe());
        Assert.Equal("Plugin X, step 4", next.LastCall);
        Assert.Null(RunLock.Left(Lock));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("Plugin X, step 3\0\0", "Plugin X, step 3")]
    [InlineData("{", null)]
    [InlineData("""{"beat":"0000000001","id":"../../evil","host":"a","pid":1}""", null)]
    [InlineData("""{"beat":"0000000001","id":7}""", null)]
    public void A_file_that_names_no_holder_is_nobodys(string text, string? call)
    {
        File.WriteAllText(Lock, text);

        Assert.False(RunLock.IsHeld(Lock));
        using (var hold = HeldLock.Take(Lock, Holders.ByMe()))
        {
            Assert.Equal(call, hold.LastCall);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_file_that_another_program_has_made_in_this_moment_is_that_programs()
    {
        File.WriteAllText(Lock, "");
        var claim = LockTakeover.Claim(Lock, new string('0', 32));
        var options = Holders.ByMe() with { Settle = Holders.Ever };
        using var source = new CancellationTokenSource();
        var other = Holders.On("node7");

        // The one who takes it over has its claim, and waits for the record.
        var taking = Task.Run(() => HeldLock.Take(Lock, options with { Cancellation = source.Token }));
        Assert.True(SpinWait.SpinUntil(() => File.Exists(claim), TimeSpan.FromMinutes(1)));
        await source.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => taking);
        Assert.Equal([Lock], Directory.GetFileSystemEntries(_folder.Path));

        File.Delete(Lock);
        LockFile.TryCreate(Lock, other);
        Assert.False(LockTakeover.Try(Lock, new LockContent(null, null), Holders.ByMe()));
        Assert.Equal(other, LockHolder.Read(Lock));
        Assert.Equal([Lock], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_place_where_nothing_can_be_written_is_named()
    {
        var fault = Assert.Throws<UserException>(() => new RunDirectory(_folder["none"]).Hold());

        Assert.Contains(
            $"'{Path.Combine(_folder["none"], "run.lock")}' cannot be written.",
            fault.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_program_asks_the_system_for_no_locks_which_not_every_NFS_has()
    {
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "gs.runtimeconfig.json")))!;

        Assert.True((bool)config["runtimeOptions"]!["configProperties"]!["System.IO.DisableFileLocking"]!);
    }

    [Fact]
    public void A_link_to_nowhere_is_not_waited_for_without_end()
    {
        File.CreateSymbolicLink(Lock, _folder["none", "run.lock"]);

        Assert.Throws<IOException>(() => HeldLock.Take(Lock, Holders.ByMe(TimeSpan.FromMilliseconds(20))));
    }
}
