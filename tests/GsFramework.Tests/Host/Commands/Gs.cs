using GsFramework.Core.Processes;
using GsFramework.Host.Commands;
using GsFramework.Host.Logging;

namespace GsFramework.Tests.Host.Commands;

/// <summary>What the program did in this process, with streams of its own.</summary>
internal sealed record Gs(int ExitCode, string Output, string Error)
{
    /// <summary>Runs a command line.</summary>
    public static Gs Run(params string[] arguments) =>
        In(application => application.Run(arguments), CancellationToken.None);

    /// <summary>Runs a verb as the command line would.</summary>
    public static Gs Execute(Action<VerbContext> verb) =>
        In(application => application.Execute(verb), CancellationToken.None);

    /// <summary>Runs a verb that the user may interrupt.</summary>
    public static Gs ExecuteInterrupted(Action<VerbContext> verb, CancellationToken cancellation) =>
        In(application => application.Execute(verb), cancellation);

    /// <summary>Runs a command line and interrupts it as soon as it has written such a line for the user.</summary>
    public static Gs RunUntil(Func<string, bool> isLine, params string[] arguments)
    {
        using var source = new CancellationTokenSource();
        using var output = new StringWriter();
        using var error = new InterruptingWriter(isLine, source);
        var exitCode = new Application(new Terminal(output, error, isLive: false), source.Token).Run(arguments);
        return new Gs(exitCode, output.ToString(), error.ToString());
    }

    private static Gs In(Func<Application, int> run, CancellationToken cancellation)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = run(new Application(new Terminal(output, error, isLive: false), cancellation));
        return new Gs(exitCode, output.ToString(), error.ToString());
    }

    private sealed class InterruptingWriter(Func<string, bool> isLine, CancellationTokenSource source) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (isLine(value ?? ""))
            {
                source.Cancel();
            }
        }
    }
}
