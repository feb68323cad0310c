namespace GsFramework.Host.Runs.Locking;

/// <summary>What became of a holder.</summary>
internal enum HolderState
{
    /// <summary>It lives.</summary>
    Alive,

    /// <summary>It has ended, or has not moved for so long that it counts as ended.</summary>
    Dead,

    /// <summary>It no longer holds the file.</summary>
    Gone,
}

/// <summary>Finds out whether the holder of a lock still lives, and waits for its beats where need be.</summary>
internal static class LockWatch
{
    /// <summary>Judges a holder.</summary>
    /// <remarks>No times of two machines are compared, so that clocks may be wrong. Looks are counted, not seconds:
    /// while this program or the disk stands still, nobody is found dead.</remarks>
    /// <exception cref="OperationCanceledException">The user interrupted.</exception>
    public static HolderState Judge(string path, LockContent found, LockOptions options)
    {
        // Whether a file without a record stays so is looked at when it is taken over.
        if (found.Holder is not { } holder)
        {
            return HolderState.Dead;
        }

        if (HolderLife.IsAlive(holder, options.Me) is { } isAlive)
        {
            return isAlive ? HolderState.Alive : HolderState.Dead;
        }

        options.Waits?.Invoke(holder);
        for (var looks = Math.Ceiling(options.Watch / options.Poll); looks > 0; looks--)
        {
            options.Pause(options.Poll);
            if (LockFile.Read(path)?.Holder is not { } now || now.Id != holder.Id)
            {
                return HolderState.Gone;
            }

            if (now.Beat != holder.Beat)
            {
                return HolderState.Alive;
            }
        }

        return HolderState.Dead;
    }
}
