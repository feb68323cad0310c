using System.Text.RegularExpressions;

namespace GsFramework.Host.Logging;

/// <summary>The last line of a terminal, drawn again and again while work is done.</summary>
/// <remarks>Whatever else is written to the terminal, on either stream, passes through <see cref="Write"/>: a line that
/// is written over the status would have remains of it wherever it is shorter.</remarks>
/// <param name="terminal">Where it is drawn.</param>
/// <param name="width">The columns of the terminal, which may change.</param>
internal sealed partial class StatusLine(TextWriter terminal, Func<int> width)
{
    private const string ToLineStart = "\r";
    private const string EraseToEnd = "\u001b[K";

    private readonly Lock _lock = new();
    private string _text = "";
    private bool _isDrawn;
    private bool _isLineOpen;

    /// <summary>How much fits. In the last column some terminals would break the line.</summary>
    public int Room => Math.Max(0, width() - 1);

    /// <summary>Shows a text, in place of the one before.</summary>
    public void Show(string text)
    {
        lock (_lock)
        {
            _text = text;
            Draw();
        }
    }

    /// <summary>Takes the status away.</summary>
    /// <param name="last">A line that stays in its place, or null.</param>
    public void End(string? last = null)
    {
        lock (_lock)
        {
            _text = "";
            Erase();
            if (last is not null)
            {
                terminal.WriteLine(last);
            }
        }
    }

    /// <summary>Writes something else to the terminal; the status makes room for it and comes again below.</summary>
    /// <param name="writer">A stream that ends on this terminal.</param>
    /// <param name="text">What is written to it.</param>
    public void Write(TextWriter writer, string text)
    {
        lock (_lock)
        {
            Erase();
            writer.Write(text);
            _isLineOpen = LeavesLineOpen(text);
            Draw();
        }
    }

    private void Draw()
    {
        if (_text.Length > 0 && !_isLineOpen)
        {
            terminal.Write(ToLineStart + _text[..Math.Min(_text.Length, Room)] + EraseToEnd);
            terminal.Flush();
            _isDrawn = true;
        }
    }

    private void Erase()
    {
        if (_isDrawn)
        {
            terminal.Write(ToLineStart + EraseToEnd);
            terminal.Flush();
            _isDrawn = false;
        }
    }

    // Behind the end of a line colours may still be set back.
    private bool LeavesLineOpen(string text)
    {
        var end = text.LastIndexOf('\n');
        var rest = Colors().Replace(text[(end + 1)..], "");
        return rest.Length > 0 || (end < 0 && _isLineOpen);
    }

    [GeneratedRegex(@"\u001b\[[0-9;]*m")]
    private static partial Regex Colors();
}
