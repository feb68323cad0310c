using System.Runtime.InteropServices;

namespace GsFramework.Core.Processes;

/// <summary>
/// Turns the first Ctrl-C or SIGTERM into a cancellation; the second one ends the program at once. A program that
/// another one of this kind has started is also cancelled when that one closes its standard input, or dies.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>The environment variable that says so.</summary>
    public const string SupervisedVariable = "GSFRAMEWORK_SUPERVISED";

    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    public Interruption()
    {
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM })
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, Cancel));
        }

        if (Environment.GetEnvironmentVariable(SupervisedVariable) == "1")
        {
            new Thread(AwaitEnd) { IsBackground = true, Name = "supervisor" }.Start();
        }
    }

    /// <summary>Set by the signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Cancel(PosixSignalContext context)
    {
        context.Cancel = !_source.IsCancellationRequested;
        _source.Cancel();
    }

    private void AwaitEnd()
    {
        try
        {
            using var input = Console.OpenStandardInput();
            while (input.ReadByte() >= 0)
            {
                // Nothing is expected.
            }

            _source.Cancel();
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            // The program ends anyway.
        }
    }
}
