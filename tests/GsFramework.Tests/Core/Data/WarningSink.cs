using Serilog.Core;
using Serilog.Events;

namespace GsFramework.Tests.Core.Data;

/// <summary>Keeps the warnings.</summary>
internal sealed class WarningSink : ILogEventSink
{
    private readonly List<string> _warnings = [];

    public IReadOnlyList<string> Warnings
    {
        get
        {
            lock (_warnings)
            {
                return [.. _warnings];
            }
        }
    }

    public void Emit(LogEvent logEvent)
    {
        if (logEvent.Level < LogEventLevel.Warning)
        {
            return;
        }

        lock (_warnings)
        {
            _warnings.Add(
                logEvent
                    .RenderMessage(System.Globalization.CultureInfo.InvariantCulture)
                    .Replace("\"", "", StringComparison.Ordinal)
            );
        }
    }
}
