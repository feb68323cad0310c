using GsFramework.Core.Composition.Guards;
using Serilog;

namespace GsFramework.Host.Commands;

/// <summary>Warns of a call into a plugin that does not return: the program looks as if it worked.</summary>
internal sealed class CallWatch : IDisposable
{
    private readonly Timer _timer;

    /// <summary>Watches until it is disposed.</summary>
    /// <param name="log">Is told.</param>
    /// <param name="limit">After which time without progress; five minutes for null.</param>
    public CallWatch(ILogger log, TimeSpan? limit = null)
    {
        var longest = limit ?? TimeSpan.FromMinutes(5);
        _timer = new Timer(_ => Look(log, longest), null, longest / 10, longest / 10);
    }

    public void Dispose() => _timer.Dispose();

    private static void Look(ILogger log, TimeSpan limit)
    {
        foreach (var call in ActiveCalls.Standing(limit))
        {
            log.Warning(
                "{Call}: it has not returned for {Minutes} minutes. If it never does, end the program with Ctrl-C "
                    + "twice; "
                    + "'gs resume' continues with the last checkpoint",
                call,
                Math.Round(limit.TotalMinutes, 1)
            );
        }
    }
}
