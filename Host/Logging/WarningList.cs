using Serilog.Core;
using Serilog.Events;

namespace GsFramework.Host.Logging;

/// <summary>The warnings that were logged: a run keeps them beside its numbers.</summary>
internal sealed class WarningList : ILogEventSink
{
    private readonly Lock _lock = new();
    private readonly List<string> _texts = [];

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        if (logEvent.Level != LogEventLevel.Warning)
        {
            return;
        }

        lock (_lock)
        {
            var text = LogText.Of(logEvent);
            if (!_texts.Contains(text))
            {
                _texts.Add(text);
            }
        }
    }

    /// <summary>What was logged since this was asked last, each text once.</summary>
    public IReadOnlyList<string> Take()
    {
        lock (_lock)
        {
            string[] taken = [.. _texts];
            _texts.Clear();
            return taken;
        }
    }
}
