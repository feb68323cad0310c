using System.Globalization;
using System.Text;

namespace GsFramework.Tests.Host.Logging;

/// <summary>What a terminal shows of the text that a program writes to it, the lines that have scrolled away
/// included.</summary>
/// <remarks>It knows the control sequences that a program of ours may use, and refuses any other.</remarks>
internal sealed class Screen(int columns) : TextWriter
{
    private readonly List<StringBuilder> _lines = [new()];
    private readonly HashSet<int> _continued = [];
    private readonly StringBuilder _sequence = new();
    private int _row;
    private int _column;

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>The lines, without what is empty at the end.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            var lines = _lines.ConvertAll(static line => line.ToString().TrimEnd());
            return [.. lines.Take(lines.FindLastIndex(static line => line.Length > 0) + 1)];
        }
    }

    /// <summary>The lines that were longer than the screen and were broken within a word, though the word would have
    /// had room.</summary>
    public IEnumerable<string> Torn =>
        from row in _continued
        let word = _lines[row - 1].ToString().Split(' ')[^1] + _lines[row].ToString().Split(' ')[0]
        let start = Enumerable.Range(0, row).Last(above => !_continued.Contains(above))
        let end = Enumerable.Range(row + 1, _lines.Count - row).First(below => !_continued.Contains(below))
        where _lines[row - 1].ToString()[^1] != ' ' && _lines[row].ToString()[0] != ' ' && word.Length <= columns
        select string.Concat(_lines[start..end]);

    /// <inheritdoc/>
    public override void Write(char value)
    {
        if (_sequence.Length > 0 || value == '\u001b')
        {
            _sequence.Append(value);
            if (_sequence.Length == 2 && value is '=' or '>')
            {
                // The keypad's mode, which .NET sets.
                _sequence.Clear();
            }
            else if (_sequence.Length > 2 && value is >= '@' and <= '~')
            {
                Obey(_sequence.ToString(2, _sequence.Length - 3), value);
                _sequence.Clear();
            }
        }
        else if (value is '\r' or '\n')
        {
            _column = 0;
            _row += value == '\n' ? 1 : 0;
        }
        else
        {
            Put(value);
        }
    }

    private void Put(char letter)
    {
        Assert.False(char.IsControl(letter), $"U+{(int)letter:X4} was written");

        // The last column holds its letter until the next one is written.
        if (_column == columns)
        {
            (_row, _column) = (_row + 1, 0);
            _continued.Add(_row);
        }

        var line = Line();
        line.Append(' ', Math.Max(0, _column + 1 - line.Length));
        line[_column++] = letter;
    }

    private void Obey(string parameters, char command)
    {
        var number = int.TryParse(parameters, CultureInfo.InvariantCulture, out var given) ? given : 1;
        switch (command)
        {
            case 'm' or 'h' or 'l':
                break;
            case 'A':
                _row = Math.Max(0, _row - number);
                break;
            case 'C':
                _column += number;
                break;
            case 'D':
                _column = Math.Max(0, _column - number);
                break;
            case 'G':
                _column = number - 1;
                break;
            case 'K' when parameters is "" or "0":
                Line().Length = Math.Min(Line().Length, _column);
                break;
            case 'K' when parameters == "2":
                Line().Clear();
                break;
            default:
                throw new InvalidOperationException($"The screen does not know ESC [ {parameters} {command}.");
        }
    }

    private StringBuilder Line()
    {
        while (_lines.Count <= _row)
        {
            _lines.Add(new StringBuilder());
        }

        return _lines[_row];
    }
}
