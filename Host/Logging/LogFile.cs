using GsFramework.Core.Interchange;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace GsFramework.Host.Logging;

/// <summary>The log as compact JSON, a line an event. What is logged before the directory is known is kept and written
/// then.</summary>
internal sealed class LogFile : ILogEventSink, IDisposable
{
    private const int MostKept = 10_000;

    private readonly Lock _lock = new();
    private readonly Queue<LogEvent> _kept = new();
    private Logger? _file;

    /// <summary>The file, once it is known.</summary>
    public string? FilePath { get; private set; }

    /// <summary>Writes what was kept, and all from now on, to the end of a file.</summary>
    public void Open(string path)
    {
        lock (_lock)
        {
            _file?.Dispose();
            FilePath = path;
            EndLine(path);
            _file = new LoggerConfiguration()
                .MinimumLevel.Verbose()
                .WriteTo.File(new CompactJsonFormatter(), path, fileSizeLimitBytes: null)
                .CreateLogger();
            while (_kept.TryDequeue(out var kept))
            {
                _file.Write(kept);
            }
        }
    }

    /// <summary>Writes no more.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            Dispose();
            _file = null;
        }
    }

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        lock (_lock)
        {
            if (_file is not null)
            {
                _file.Write(logEvent);
            }
            else if (_kept.Count < MostKept)
            {
                _kept.Enqueue(logEvent);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _file?.Dispose();
        }
        catch (Exception fault) when (AtomicFile.IsOfDisk(fault))
        {
            // A full disk. What was worth saying has been said on the terminal.
        }
    }

    // A process that was killed, or a full disk, may have left half of a line, to which no other may be added.
    private static void EndLine(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
            if (file.Length > 0 && file.Seek(-1, SeekOrigin.End) >= 0 && file.ReadByte() != '\n')
            {
                file.WriteByte((byte)'\n');
            }
        }
        catch (Exception fault) when (AtomicFile.IsOfDisk(fault))
        {
            // Then nothing is written there: a log is no reason to end a run.
        }
    }
}
