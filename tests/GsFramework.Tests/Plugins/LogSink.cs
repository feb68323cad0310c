using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace GsFramework.Tests.Plugins;

/// <summary>Keeps what is logged.</summary>
internal sealed class LogSink : ILogEventSink
{
    public LogSink() => Logger = new LoggerConfiguration().WriteTo.Sink(this).CreateLogger();

    public ILogger Logger { get; }

    public List<string> Messages { get; } = [];

    public void Emit(LogEvent logEvent) =>
        Messages.Add(logEvent.RenderMessage(System.Globalization.CultureInfo.InvariantCulture));
}
