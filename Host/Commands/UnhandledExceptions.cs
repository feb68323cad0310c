using GsFramework.Core.Composition.Guards;
using GsFramework.Core.Processes;
using GsFramework.Host.Logging;

namespace GsFramework.Host.Commands;

/// <summary>
/// Failures of plugins on threads of their own, or in an <c>async void</c>, which no caller can catch: .NET ends the
/// program then. While this lives it ends with a message that names the plugin, as after any other failure of one.
/// </summary>
internal sealed class UnhandledExceptions : IDisposable
{
    private readonly RunLog _log;

    /// <summary>Listens.</summary>
    /// <param name="log">Is told, and closed.</param>
    public UnhandledExceptions(RunLog log)
    {
        _log = log;
        AppDomain.CurrentDomain.UnhandledException += Tell;
    }

    /// <inheritdoc/>
    public void Dispose() => AppDomain.CurrentDomain.UnhandledException -= Tell;

    private void Tell(object sender, UnhandledExceptionEventArgs failure)
    {
        if (
            failure.ExceptionObject is Exception fault
            && PluginCode.Unexpected(fault, "on a thread of its own") is { } broken
        )
        {
            _log.Broken(broken);
            _log.Dispose();
            Environment.Exit(ExitCode.WrongInput);
        }
    }
}
