using System.Text;
using Spectre.Console;

namespace GsFramework.Host.Logging;

/// <summary>A stream that ends on the terminal of a status line.</summary>
internal sealed class StatusAwareWriter(IAnsiConsoleOutput output, StatusLine status) : TextWriter, IAnsiConsoleOutput
{
    TextWriter IAnsiConsoleOutput.Writer => this;

    bool IAnsiConsoleOutput.IsTerminal => output.IsTerminal;

    int IAnsiConsoleOutput.Width => output.Width;

    int IAnsiConsoleOutput.Height => output.Height;

    void IAnsiConsoleOutput.SetEncoding(Encoding encoding) => output.SetEncoding(encoding);

    /// <inheritdoc/>
    public override Encoding Encoding => output.Writer.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => status.Write(output.Writer, value ?? "");

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write(value + NewLine);

    /// <inheritdoc/>
    public override void Flush() => output.Writer.Flush();
}
