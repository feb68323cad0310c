namespace GsFramework.Host.Runs.Locking;

/// <summary>How a lock is taken.</summary>
internal sealed record LockOptions
{
    /// <summary>After how long without a beat the holder on another machine counts as dead.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Who takes it.</summary>
    public LockHolder Me { get; init; } = LockHolder.Me();

    /// <summary>The time between two beats, several of which fit into <see cref="Watch"/>.</summary>
    public TimeSpan Beat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a holder whose life cannot be known otherwise is watched.</summary>
    public TimeSpan Watch { get; init; } = Patience;

    /// <summary>The time between two looks.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a file may be without its record: another program may have made it in this moment.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Is told whom the taking waits for.</summary>
    public Action<LockHolder>? Waits { get; init; }

    /// <summary>Ends the waiting.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Waits.</summary>
    /// <exception cref="OperationCanceledException">The user interrupted.</exception>
    public void Pause(TimeSpan time)
    {
        if (Cancellation.WaitHandle.WaitOne(time))
        {
            throw new OperationCanceledException(Cancellation);
        }
    }
}
