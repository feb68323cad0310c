using GsFramework.Core.Composition.Guards;
using GsFramework.Host.Runs.Locking;

namespace GsFramework.Host.Runs;

/// <summary>
/// <c>run.lock</c>: keeps other programs out of a run directory while it is held, on this machine and on others.
/// Meanwhile it has the name of the plugin call that is running, which stays there when native code ends the process
/// within it.
/// </summary>
internal sealed class RunLock : IDisposable
{
    private readonly HeldLock _held;
    private readonly Action<string>? _outer = ActiveCalls.Changed;
    private bool _isDisposed;

    private RunLock(HeldLock held)
    {
        _held = held;
        ActiveCalls.Changed = held.Note;
    }

    /// <summary>The call within which the last process here ended; null when it ended otherwise.</summary>
    public string? LastCall => _held.LastCall;

    /// <summary>Set when another program has taken over the directory, or the lock was removed.</summary>
    public CancellationToken Lost => _held.Lost;

    /// <summary>What to tell then.</summary>
    public RunLostException Loss => _held.Loss();

    /// <summary>Takes the lock.</summary>
    /// <inheritdoc cref="HeldLock.Take"/>
    public static RunLock Take(string path, LockOptions options) => new(HeldLock.Take(path, options));

    /// <summary>True while another program holds the lock. Nothing is written to find out.</summary>
    /// <remarks>Of a holder on another machine this is a guess: there a lock counts as held while the last write to it
    /// is less than <see cref="LockOptions.Patience"/> ago by the clock of this machine.</remarks>
    public static bool IsHeld(string path)
    {
        try
        {
            return LockHolder.Read(path) is { } holder
                && (
                    HolderLife.IsAlive(holder, LockHolder.Me())
                    ?? TimeProvider.System.GetUtcNow() - File.GetLastWriteTimeUtc(path) < LockOptions.Patience
                );
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>What the last process here left; null when there is nothing, or another program may have the
    /// lock.</summary>
    public static string? Left(string path)
    {
        try
        {
            return LockFile.Read(path) is { } found
                && (found.Holder is null || HolderLife.IsAlive(found.Holder, LockHolder.Me()) == false)
                ? found.Call
                : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Looks whether the lock is still this process's.</summary>
    /// <exception cref="RunLostException">It is not.</exception>
    public void Check() => _held.Check();

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            ActiveCalls.Changed = _outer;
            _held.Dispose();
        }
    }
}
