using GsFramework.Core.Composition.Guards;
using GsFramework.Core.Processes;
using GsFramework.Host.Logging;

namespace GsFramework.Host.Commands;

/// <summary>
/// Ends of the program that no caller can catch: failures of plugins on threads of their own or in an <c>async
/// void</c>, and <c>Environment.Exit</c> within a plugin. While this lives the program ends with a message that names
/// the plugin, as after any other failure of one.
/// </summary>
internal sealed class UnhandledExceptions : IDisposable
{
    private readonly RunLog _log;
    private readonly CancellationToken _cancellation;
    private bool _isTold;

    /// <summary>Listens.</summary>
    /// <param name="log">Is told, and closed.</param>
    /// <param name="cancellation">Set when the user has interrupted the program once already.</param>
    public UnhandledExceptions(RunLog log, CancellationToken cancellation)
    {
        (_log, _cancellation) = (log, cancellation);
        AppDomain.CurrentDomain.UnhandledException += Tell;
        AppDomain.CurrentDomain.ProcessExit += TellOfExit;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        AppDomain.CurrentDomain.UnhandledException -= Tell;
        AppDomain.CurrentDomain.ProcessExit -= TellOfExit;
    }

    private void Tell(object sender, UnhandledExceptionEventArgs failure)
    {
        if (
            failure.ExceptionObject is Exception fault
            && PluginCode.Unexpected(fault, "on a thread of its own") is { } broken
        )
        {
            _isTold = true;
            _log.Broken(broken);
            _log.Dispose();
            Environment.Exit(ExitCode.WrongInput);
        }
    }

    // A verb is at work: whoever ends the program now is not the program.
    private void TellOfExit(object? sender, EventArgs arguments)
    {
        if (_isTold || ActiveCalls.Latest is not { } call)
        {
            return;
        }

        if (_cancellation.IsCancellationRequested)
        {
            _log.Logger.Warning(
                "Ended at once, within {Call}. The last checkpoint, if there was one yet, is kept.",
                call
            );
        }
        else
        {
            _log.Logger.Error(
                "{Call}: it ended the program (Environment.Exit), which a plugin must not do: let it throw an "
                    + "exception. "
                    + "The last checkpoint, if there was one yet, is kept.",
                call
            );
            Environment.ExitCode = ExitCode.WrongInput;
        }

        _log.Dispose();

        // The lock of a run would tell of it once more.
        ActiveCalls.Changed?.Invoke("");
    }
}
