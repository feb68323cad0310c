using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Processes;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace GsFramework.Host.Logging;

/// <summary>The log of the program: lines for the user, and all of it in <c>log.jsonl</c> of the run
/// directory.</summary>
internal sealed class RunLog : IDisposable
{
    /// <summary>The file's name.</summary>
    public const string FileName = "log.jsonl";

    private readonly LogFile _file = new();
    private readonly Logger _logger;

    /// <summary>Opens the log.</summary>
    public RunLog(Terminal terminal)
    {
        // The logger disposes its sinks.
        _logger = new LoggerConfiguration()
            .MinimumLevel.Debug()
            .WriteTo.Sink(new ConsoleSink(terminal), LogEventLevel.Information)
            .WriteTo.Sink(_file)
            .WriteTo.Sink(Warnings)
            .CreateLogger();
    }

    /// <summary>What was warned of.</summary>
    public WarningList Warnings { get; } = new();

    /// <summary>Where to log. Debug events reach only the file.</summary>
    public ILogger Logger => _logger;

    /// <summary>Logs to <c>log.jsonl</c> in a directory from now on, and what was logged before too.</summary>
    public void WriteTo(string directory) => _file.Open(Path.Combine(directory, FileName));

    /// <summary>Leaves the file alone from now on: it is another program's.</summary>
    public void Leave() => _file.Leave();

    /// <summary>Logs what nobody foresaw: its trace goes to the file, for which a temporary one stands in where no run
    /// directory is known.</summary>
    public void Unexpected(Exception fault)
    {
        KeepTrace();
        _logger.Fatal(
            fault,
            "{Type}: {Reason} (the trace is in {File})",
            fault.GetType().Name,
            fault.Message,
            _file.FilePath
        );
    }

    /// <summary>Logs that a plugin has failed: a line for the user, and the trace in the file for the plugin's
    /// author.</summary>
    public void Broken(PluginException fault)
    {
        if (fault.InnerException is null)
        {
            _logger.Error("{Reason}", fault.Message);
            return;
        }

        KeepTrace();
        _logger.Debug(fault, "The code of a plugin has failed");
        _logger.Error("{Reason} (the trace is in {File})", fault.Message, _file.FilePath);
    }

    // A run that came to nothing has taken its folder away.
    private void KeepTrace()
    {
        if (!File.Exists(_file.FilePath))
        {
            WriteTo(TemporaryFolder.Create("gs-").FullName);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _logger.Dispose();
}
