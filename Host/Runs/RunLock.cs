using System.Text;
using GsFramework.Core.Composition.Guards;

namespace GsFramework.Host.Runs;

/// <summary>
/// <c>run.lock</c>: keeps other programs out of a run directory while it is held. Meanwhile it has the name of the
/// plugin call that is running, which stays there when native code ends the process within it.
/// </summary>
internal sealed class RunLock : IDisposable
{
    private const int Length = 1024;

    private readonly FileStream _file;
    private readonly Action<string>? _outer = ActiveCalls.Changed;

    private RunLock(FileStream file, string? lastCall)
    {
        (_file, LastCall) = (file, lastCall);
        ActiveCalls.Changed = Note;
    }

    /// <summary>The call within which the last process here ended; null when it ended otherwise.</summary>
    public string? LastCall { get; }

    /// <summary>Takes the lock.</summary>
    /// <exception cref="IOException">Another program has it, or the file cannot be written.</exception>
    public static RunLock Take(string path)
    {
        var file = new FileStream(
            path,
            FileMode.OpenOrCreate,
            FileAccess.ReadWrite,
            FileShare.None,
            1,
            FileOptions.DeleteOnClose
        );
        return new RunLock(file, Text(file));
    }

    /// <summary>What the last process here left; null when there is nothing, or another program has the lock.</summary>
    public static string? Left(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);
            return Text(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        ActiveCalls.Changed = _outer;
        _file.Dispose();
    }

    private static string? Text(FileStream file)
    {
        var bytes = new byte[Length];
        var read = RandomAccess.Read(file.SafeFileHandle, bytes, 0);
        var text = Encoding.UTF8.GetString(bytes, 0, read).TrimEnd('\0');
        return text.Length > 0 && !text.Any(char.IsControl) ? text : null;
    }

    private void Note(string call)
    {
        var bytes = new byte[Length];
        Encoding.UTF8.TryGetBytes(call.AsSpan(0, Math.Min(call.Length, Length / 4)), bytes, out _);
        try
        {
            RandomAccess.Write(_file.SafeFileHandle, bytes, 0);
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            // A full disk. The run is told where it writes what matters.
        }
    }
}
