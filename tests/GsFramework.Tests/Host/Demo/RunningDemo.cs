using System.Text.RegularExpressions;
using GsFramework.Host.Commands;
using GsFramework.Host.Logging;

namespace GsFramework.Tests.Host.Demo;

/// <summary>A <c>gs demo</c> of this process, until it is disposed as by Ctrl+C.</summary>
internal sealed partial class RunningDemo : IDisposable
{
    private readonly CancellationTokenSource _interruption = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringWriter _error = new();
    private readonly Task<int> _run;

    public RunningDemo(params string[] arguments)
    {
        var output = new AddressWriter(_address);
        _run = Task.Factory.StartNew(
            () =>
                new Application(new Terminal(output, _error, isLive: false), _interruption.Token).Run([
                    "demo",
                    .. arguments,
                ]),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
    }

    /// <summary>Where it serves; fails when it ends before that.</summary>
    public async Task<Uri> Address()
    {
        await Task.WhenAny(_address.Task, _run);
        Assert.True(_address.Task.IsCompleted, _error.ToString());
        return await _address.Task;
    }

    /// <summary>Interrupts it and waits for its exit code.</summary>
    public async Task<int> Interrupt()
    {
        await _interruption.CancelAsync();
        return await _run;
    }

    public void Dispose()
    {
        _interruption.Cancel();
        _run.Wait();
        _interruption.Dispose();
        _error.Dispose();
    }

    [GeneratedRegex(@"http://\S+/")]
    private static partial Regex Url();

    private sealed class AddressWriter(TaskCompletionSource<Uri> address) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            if (Url().Match(value ?? "") is { Success: true } match)
            {
                address.TrySetResult(new Uri(match.Value));
            }
        }
    }
}
