using GsFramework.Core.Text;
using Spectre.Console;

namespace GsFramework.Host.Logging;

/// <summary>
/// The two streams of the program. Results go to <see cref="Output"/>; logs, progress and errors go to
/// <see cref="Error"/>, so that <c>--json</c> and pipes get the result and nothing else.
/// </summary>
internal sealed class Terminal
{
    private readonly IAnsiConsoleOutput _output;

    /// <summary>Creates a terminal.</summary>
    /// <param name="output">Gets results.</param>
    /// <param name="error">Gets logs, progress and errors.</param>
    /// <param name="isLive">True when a person watches <paramref name="error"/>.</param>
    public Terminal(TextWriter output, TextWriter error, bool isLive)
    {
        _output = Of(output);
        var errors = Of(error);
        if (isLive)
        {
            Status = new StatusLine(error, () => errors.Width);
            errors = new StatusAwareWriter(errors, Status);
            _output = _output.IsTerminal ? new StatusAwareWriter(_output, Status) : _output;
        }

        (Output, Error) = (_output.Writer, errors.Writer);
        OutputConsole = Console(_output);
        ErrorConsole = Console(errors);
    }

    /// <summary>Gets results.</summary>
    public TextWriter Output { get; }

    /// <summary>Gets logs, progress and errors.</summary>
    public TextWriter Error { get; }

    /// <summary>The line that tells how far the work is; null where nobody watches.</summary>
    public StatusLine? Status { get; }

    /// <summary>For tables on <see cref="Output"/>.</summary>
    public IAnsiConsole OutputConsole { get; }

    /// <summary>For coloured lines on <see cref="Error"/>.</summary>
    public IAnsiConsole ErrorConsole { get; }

    /// <summary>The process's terminal. Nobody watches a redirected stream, a CI system, or a terminal whose cursor
    /// cannot be moved.</summary>
    public static Terminal OfProcess() =>
        new(
            new ResultWriter(System.Console.Out),
            System.Console.Error,
            !System.Console.IsErrorRedirected
                && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"))
                && Console(Of(System.Console.Error)).Profile.Capabilities.Ansi
        );

    /// <summary>Writes text to <see cref="Output"/>. Where that is a terminal, lines are broken between words. What
    /// somebody may copy, such as a command, is better written as it is.</summary>
    /// <param name="text">The text.</param>
    /// <param name="indent">How far the rests of broken lines are indented; where that leaves too little room, they are
    /// not.</param>
    public void WriteText(string text, int indent = 0)
    {
        int? width = _output.IsTerminal ? _output.Width : null;
        foreach (var line in WordWrap.Lines(text, width, indent <= width / 2 ? indent : 4))
        {
            Output.WriteLine(line);
        }
    }

    /// <summary>Writes a message to <see cref="Error"/>. Where a person watches, lines are broken between
    /// words.</summary>
    /// <param name="text">The message.</param>
    /// <param name="style">Its colours, or null for none.</param>
    public void WriteMessage(string text, Style? style = null)
    {
        if (Status is not null)
        {
            ErrorConsole.WriteLine(text, style);
        }
        else
        {
            Error.WriteLine(text);
        }
    }

    private static IAnsiConsoleOutput Of(TextWriter writer) =>
        writer as IAnsiConsoleOutput ?? new AnsiConsoleOutput(writer);

    private static IAnsiConsole Console(IAnsiConsoleOutput output)
    {
        if (output.IsTerminal)
        {
            var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = output });
            terminal.Pipeline.Attach(new FittingTables());
            return terminal;
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
