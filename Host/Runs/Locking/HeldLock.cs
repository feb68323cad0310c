using Microsoft.Win32.SafeHandles;

namespace GsFramework.Host.Runs.Locking;

/// <summary>A lock file that this process holds. While it does, a thread raises the beat in it, and notices when
/// another program has taken it over.</summary>
internal sealed class HeldLock : IDisposable
{
    private readonly string _path;
    private readonly LockOptions _options;
    private readonly SafeFileHandle _file;
    private readonly CancellationTokenSource _lost = new();
    private readonly ManualResetEventSlim _ended = new();

    private HeldLock(string path, LockOptions options, SafeFileHandle file, string? call)
    {
        (_path, _options, _file, LastCall) = (path, options, file, call);
        new Thread(Beat) { IsBackground = true, Name = "run.lock" }.Start();
    }

    /// <summary>The plugin call within which the last holder ended; null when it ended otherwise.</summary>
    public string? LastCall { get; }

    /// <summary>Set when the lock is no longer this process's.</summary>
    public CancellationToken Lost => _lost.Token;

    private string Folder => Path.GetDirectoryName(_path) ?? "";

    /// <summary>Takes a lock: a new one, or that of a holder that has ended.</summary>
    /// <exception cref="RunHeldException">Another program has it.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The user interrupted.</exception>
    public static HeldLock Take(string path, LockOptions options)
    {
        options = options with { Me = options.Me with { Id = LockHolder.NewId() } };
        for (var looks = 0; ; looks++)
        {
            if (Try(path, options) is { } held)
            {
                return held;
            }

            // As a link to nowhere, which is neither there nor can be made.
            if (looks * options.Poll > options.Watch && LockFile.Read(path) is null)
            {
                throw new IOException($"'{path}' is there and cannot be opened.");
            }

            options.Pause(options.Poll);
        }
    }

    /// <summary>Looks whether the lock is still this process's.</summary>
    /// <exception cref="RunLostException">It is not.</exception>
    public void Check()
    {
        if (!_ended.IsSet && !IsMine())
        {
            throw Loss();
        }
    }

    /// <summary>What to tell when it is not.</summary>
    public RunLostException Loss()
    {
        try
        {
            return new RunLostException(Folder, LockHolder.Read(_path));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new RunLostException(Folder, null);
        }
    }

    /// <summary>Notes the plugin call that is running; an empty text for none.</summary>
    public void Note(string call)
    {
        try
        {
            LockFile.WriteCall(_file, call);
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            // A full disk. The run is told where it writes what matters.
        }
    }

    /// <summary>Gives the lock back, if it is still this process's.</summary>
    public void Dispose()
    {
        if (_ended.IsSet)
        {
            return;
        }

        // Closed first: NFS keeps a file that is open under another name.
        _ended.Set();
        _file.Dispose();
        try
        {
            LockTakeover.Remove(_path, _options.Me);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The process ends, and with it the lock.
        }
    }

    private static HeldLock? Try(string path, LockOptions options)
    {
        string? call = null;
        if (!LockFile.TryCreate(path, options.Me))
        {
            if (LockFile.Read(path) is not { } found)
            {
                return null;
            }

            var state = LockWatch.Judge(path, found, options);
            if (state == HolderState.Alive)
            {
                throw new RunHeldException(Path.GetDirectoryName(path) ?? "", found.Holder!);
            }

            if (state == HolderState.Gone || !LockTakeover.Try(path, found, options))
            {
                return null;
            }

            call = found.Call;
        }

        return LockFile.Open(path, options.Me.Id) is { } file ? new HeldLock(path, options, file, call) : null;
    }

    private void Beat()
    {
        for (var beat = 1; !_ended.Wait(_options.Beat) && IsMine(beat); beat++) { }
    }

    // A disk that does not answer says nothing on whose the lock is.
    private bool IsMine(int? beat = null)
    {
        try
        {
            using var file = LockFile.Open(_path, _options.Me.Id);
            if (file is not null && beat is { } count)
            {
                LockFile.WriteBeat(file, count);
            }

            if (file is null && !_ended.IsSet)
            {
                _lost.Cancel();
            }

            return file is not null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return !_lost.IsCancellationRequested;
        }
    }
}
