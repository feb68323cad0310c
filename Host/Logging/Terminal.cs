using Spectre.Console;

namespace GsFramework.Host.Logging;

/// <summary>
/// The two streams of the program. Results go to <see cref="Output"/>; logs, progress and errors go to
/// <see cref="Error"/>, so that <c>--json</c> and pipes get the result and nothing else.
/// </summary>
internal sealed class Terminal
{
    /// <summary>Creates a terminal.</summary>
    /// <param name="output">Gets results.</param>
    /// <param name="error">Gets logs, progress and errors.</param>
    /// <param name="isLive">True when a person watches <paramref name="error"/>.</param>
    public Terminal(TextWriter output, TextWriter error, bool isLive)
    {
        Output = output;
        Error = error;
        IsLive = isLive;
        OutputConsole = Console(output as IAnsiConsoleOutput ?? new AnsiConsoleOutput(output));
        ErrorConsole = Console(new AnsiConsoleOutput(error));
    }

    /// <summary>Gets results.</summary>
    public TextWriter Output { get; }

    /// <summary>Gets logs, progress and errors.</summary>
    public TextWriter Error { get; }

    /// <summary>True when a person watches the progress.</summary>
    public bool IsLive { get; }

    /// <summary>For tables on <see cref="Output"/>.</summary>
    public IAnsiConsole OutputConsole { get; }

    /// <summary>For progress on <see cref="Error"/>.</summary>
    public IAnsiConsole ErrorConsole { get; }

    /// <summary>The process's terminal. Nobody watches a redirected stream or a CI system.</summary>
    public static Terminal OfProcess() =>
        new(
            new ResultWriter(System.Console.Out),
            System.Console.Error,
            !System.Console.IsErrorRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"))
        );

    private static IAnsiConsole Console(IAnsiConsoleOutput output)
    {
        if (output.IsTerminal)
        {
            return AnsiConsole.Create(new AnsiConsoleSettings { Out = output });
        }

        // A file has neither colours nor a width; the usual 80 would break long names of metrics in two.
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = output,
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
            }
        );
        console.Profile.Width = 120;

        return console;
    }
}
