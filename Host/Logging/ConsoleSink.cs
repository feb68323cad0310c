using Serilog.Core;
using Serilog.Events;
using Spectre.Console;

namespace GsFramework.Host.Logging;

/// <summary>Shows log events to the user: one line each, never a stack trace.</summary>
/// <remarks>Serilog's own console sink would write past the status line of a live terminal. Only there are lines broken
/// between words; elsewhere they stay as they are.</remarks>
internal sealed class ConsoleSink(Terminal terminal) : ILogEventSink
{
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        var (prefix, style) = logEvent.Level switch
        {
            LogEventLevel.Fatal or LogEventLevel.Error => ("error: ", "red"),
            LogEventLevel.Warning => ("warning: ", "yellow"),
            _ => ("", "default"),
        };
        var text = prefix + LogText.Of(logEvent);
        lock (_lock)
        {
            terminal.WriteMessage(text, Style.Parse(style));
        }
    }
}
