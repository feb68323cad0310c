using GsFramework.Host.Runs;
using GsFramework.Host.Runs.Locking;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Host.Runs.Locking;

/// <summary>A program that has stood still until another one took its run directory.</summary>
[Collection(nameof(WholeRuns))]
public sealed class LostLockTests : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private readonly Folder _folder = new();

    private string Lock => _folder["run.lock"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_notices_and_leaves_the_lock_to_the_other()
    {
        using var still = HeldLock.Take(Lock, Holders.By(Holders.On("node7")) with { Beat = Holders.Ever });
        still.Check();

        using var other = HeldLock.Take(
            Lock,
            Holders.By(Holders.On("node8", new(null, "45", null, null, 0)), TimeSpan.FromMilliseconds(30))
        );
        var before = LockHolder.Read(Lock)!.Id;

        Assert.False(still.Lost.IsCancellationRequested);
        Assert.Equal(
            $"Another program has taken over '{_folder.Path}': process 123 on node8 (Slurm job 45). "
                + "This one stops without writing there.",
            Assert.Throws<RunLostException>(still.Check).Message
        );
        Assert.True(still.Lost.IsCancellationRequested);
        still.Note("Plugin X, step 4");
        still.Dispose();
        other.Check();
        Assert.Equal((before, null), (LockFile.Read(Lock)!.Holder!.Id, LockFile.Read(Lock)!.Call));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_beat_notices_by_itself(bool isRemoved)
    {
        using var hold = HeldLock.Take(Lock, Holders.ByMe());
        if (isRemoved)
        {
            File.Delete(Lock);
        }
        else
        {
            TakenOver(_folder.Path);
        }

        Assert.True(hold.Lost.WaitHandle.WaitOne(_patience));
        Assert.Throws<RunLostException>(hold.Check);
    }

    [Fact]
    public void A_lock_that_was_given_back_is_not_lost()
    {
        var hold = HeldLock.Take(Lock, Holders.ByMe());
        hold.Dispose();
        hold.Dispose();

        hold.Check();
        Assert.False(hold.Lost.IsCancellationRequested);
        Assert.False(File.Exists(Lock));
    }

    [Fact]
    public void A_run_stops_without_a_checkpoint_and_leaves_the_directory_as_the_other_has_it()
    {
        using var project = new TinyProject();
        var notes = "";

        var gs = Gs.RunUntil(
            line =>
            {
                if (line.Contains("Phase finetune", StringComparison.Ordinal))
                {
                    TakenOver(project.Out);
                    notes = File.ReadAllText(project["out", "state.json"]);
                }

                return false;
            },
            project.Line("compress", project.Out)
        );

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(
            $"error: Another program has taken over '{project.Out}': process 123 on node8.",
            gs.Error,
            StringComparison.Ordinal
        );
        Assert.False(File.Exists(project["out", "checkpoints", "finetune.safetensors"]));
        Assert.Equal(notes, File.ReadAllText(project["out", "state.json"]));
        Assert.DoesNotContain(
            "taken over",
            File.ReadAllText(project["out", "log.jsonl"]),
            StringComparison.Ordinal
        );
        Assert.Equal("node8", LockHolder.Read(project["out", "run.lock"])!.Host);
    }

    [Fact]
    public void A_verb_is_stopped_by_the_loss_and_says_so()
    {
        var gs = Gs.Execute(context =>
        {
            using var hold = context.StopWhenLost(RunLock.Take(Lock, Holders.ByMe()));
            TakenOver(_folder.Path);
            Assert.True(context.Cancellation.WaitHandle.WaitOne(_patience));
            throw new OperationCanceledException("Interrupted in step 7 of slim.", context.Cancellation);
        });

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains($"error: Another program has taken over '{_folder.Path}'", gs.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Interrupted", gs.Error, StringComparison.Ordinal);
    }

    private static void TakenOver(string folder)
    {
        var claim = Path.Combine(folder, "run.lock.test");
        LockFile.TryCreate(claim, Holders.On("node8"));
        File.Move(claim, Path.Combine(folder, "run.lock"), overwrite: true);
    }
}
