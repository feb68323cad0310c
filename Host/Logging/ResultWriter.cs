using System.Text;
using Spectre.Console;

namespace GsFramework.Host.Logging;

/// <summary>Standard output. A reader that has gone, a full disk behind it or a closed descriptor is no failure of the
/// program.</summary>
/// <param name="inner">Where the text goes.</param>
internal sealed class ResultWriter(TextWriter inner) : TextWriter, IAnsiConsoleOutput
{
    // Spectre knows a terminal by the writer that it is given.
    private readonly AnsiConsoleOutput _output = new(inner);

    TextWriter IAnsiConsoleOutput.Writer => this;

    bool IAnsiConsoleOutput.IsTerminal => _output.IsTerminal;

    int IAnsiConsoleOutput.Width => _output.Width;

    int IAnsiConsoleOutput.Height => _output.Height;

    void IAnsiConsoleOutput.SetEncoding(Encoding encoding) => _output.SetEncoding(encoding);

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Guard(() => inner.Write(value));

    /// <inheritdoc/>
    public override void Write(string? value) => Guard(() => inner.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Guard(() => inner.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Guard(() => inner.WriteLine(value));

    /// <inheritdoc/>
    public override void Flush() => Guard(inner.Flush);

    private static void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            throw new UserException(
                $"Standard output cannot be written: {fault.Message.TrimEnd('.')}. Nothing else has failed.",
                fault
            );
        }
    }
}
