using System.Globalization;
using GsFramework.Core.Interchange;

namespace GsFramework.Host.Runs.Locking;

/// <summary>
/// Takes over the lock of a dead holder, so that of many who want it one gets it.
/// </summary>
/// <remarks>
/// Who makes, by <c>O_EXCL</c>, the file that is named after the dead holder's id has the sole right to replace the
/// lock of this id, and does so by renaming that file, which names the new holder. An id dies once, so that nobody can
/// mistake a new lock for the old one. One who dies on the way is followed in the same manner: its file is a lock like
/// any other.
/// </remarks>
internal static class LockTakeover
{
    /// <summary>The file that gives the right to replace a lock of this id.</summary>
    /// <remarks>Named as an unfinished file of <c>AtomicFile</c>, so that <c>gs resume</c> clears it away where a
    /// process was killed in this moment.</remarks>
    public static string Claim(string path, string id) =>
        Path.Combine(Path.GetDirectoryName(path) ?? "", $".run.lock.{id}.tmp");

    /// <summary>Puts this process in the place of a dead holder.</summary>
    /// <param name="path">The lock.</param>
    /// <param name="dead">What it holds.</param>
    /// <param name="options">With this process.</param>
    /// <returns>False where another one was faster, or is at it.</returns>
    /// <exception cref="IOException">Something cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The user interrupted.</exception>
    public static bool Try(string path, LockContent dead, LockOptions options) => Try(path, dead, options, depth: 0);

    /// <summary>Removes the lock of a holder that lives, unless another program is about to take it over.</summary>
    /// <exception cref="IOException">It cannot be removed.</exception>
    public static void Remove(string path, LockHolder me)
    {
        var remover = me with { Id = LockHolder.NewId() };
        var claim = Claim(path, me.Id);
        try
        {
            if (!LockFile.TryCreate(claim, remover))
            {
                return;
            }
        }
        catch (Exception fault) when (AtomicFile.IsOfDisk(fault))
        {
            // A full disk must not keep the lock there.
        }

        Release(path, me.Id);
        Release(claim, remover.Id);
    }

    private static bool Try(string path, LockContent dead, LockOptions options, int depth)
    {
        var claim = Claim(path, dead.Holder?.Id ?? depth.ToString("x32", CultureInfo.InvariantCulture));
        if (!LockFile.TryCreate(claim, options.Me) && !Follow(claim, options, depth))
        {
            return false;
        }

        try
        {
            if (IsStill(path, dead, options))
            {
                File.Move(claim, path, overwrite: true);
            }
        }
        catch (FileNotFoundException)
        {
            // This process stood still until it counted as dead, and the claim is another's. The lock tells whose.
        }
        finally
        {
            Release(claim, options.Me.Id);
        }

        return IsMine(path, options.Me.Id);
    }

    // Another one has made the claim.
    private static bool Follow(string claim, LockOptions options, int depth) =>
        LockFile.Read(claim) is { } other
        && LockWatch.Judge(claim, other, options) == HolderState.Dead
        && Try(claim, other, options, depth + 1);

    private static bool IsStill(string path, LockContent dead, LockOptions options)
    {
        if (dead.Holder is null)
        {
            options.Pause(options.Settle);
        }

        return LockFile.Read(path) is { } now
            && (now.Holder?.Id, now.Holder?.Beat) == (dead.Holder?.Id, dead.Holder?.Beat);
    }

    private static bool IsMine(string path, string id) => LockHolder.Read(path)?.Id == id;

    // Removes a file only while it is that of this hold.
    private static void Release(string path, string id)
    {
        if (IsMine(path, id))
        {
            File.Delete(path);
        }
    }
}
