using Spectre.Console;
using Spectre.Console.Rendering;

namespace GsFramework.Host.Logging;

/// <summary>Keeps the words of tables whole: Spectre breaks them in two where a table is wider than the
/// terminal.</summary>
/// <remarks>Text is broken between words instead. What is still too wide becomes several tables, each with the columns
/// by which the rows are known.</remarks>
internal sealed class FittingTables : IRenderHook
{
    private sealed record Column(TableColumn Is, int Index, int Least, int Wanted);

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
        renderables.SelectMany(renderable => renderable is Table table ? Fit(table, options) : [renderable]);

    private static IEnumerable<IRenderable> Fit(Table table, RenderOptions options)
    {
        var room = options.ConsoleSize.Width;
        Column[] columns = [.. table.Columns.Select((column, index) => Measure(table, column, index, options))];
        return columns.Length == 0 || columns.Sum(static column => column.Wanted) + Frame(columns.Length) <= room
            ? [table]
            : Parts(columns, room).Select((part, number) => Part(table, part, room, isFirst: number == 0));
    }

    // A number and its unit stay together.
    private static Column Measure(Table table, TableColumn column, int index, RenderOptions options)
    {
        var head = column.Header.Measure(options, int.MaxValue);
        var cells = table
            .Rows.Where(row => index < row.Count)
            .Select(row => row[index].Measure(options, int.MaxValue))
            .ToList();
        var isWhole = column.NoWrap || IsNumber(column);
        return new Column(
            column,
            index,
            cells.Select(cell => isWhole ? cell.Max : cell.Min).Append(head.Min).Max(),
            cells.Select(static cell => cell.Max).Append(head.Max).Max()
        );
    }

    private static IEnumerable<Column[]> Parts(Column[] columns, int room)
    {
        var key = Key(columns, room);
        var part = key.ToList();
        foreach (var column in columns.Skip(key.Length))
        {
            if (part.Count > key.Length && Least([.. part, column]) > room)
            {
                yield return [.. part];
                part = [.. key];
            }

            part.Add(column);
        }

        yield return [.. part];
    }

    // What stands before the numbers says what they are of.
    private static Column[] Key(Column[] columns, int room)
    {
        var names = columns.TakeWhile(static column => !IsNumber(column.Is)).ToArray();
        return names.Length > 0 && names.Length < columns.Length && Least(names) <= room / 2 ? names : columns[..1];
    }

    private static Table Part(Table table, Column[] columns, int room, bool isFirst)
    {
        var widths = Widths(columns, room - Frame(columns.Length));
        var part = new Table
        {
            Border = table.Border,
            BorderStyle = table.BorderStyle,
            ShowHeaders = table.ShowHeaders,
            Title = isFirst ? table.Title : null,
        };
        foreach (var (column, width) in columns.Zip(widths))
        {
            part.AddColumn(
                new TableColumn(column.Is.Header)
                {
                    Alignment = column.Is.Alignment,
                    Padding = column.Is.Padding,
                    Width = width,
                }
            );
        }

        foreach (var row in table.Rows)
        {
            part.AddRow(columns.Select(column => column.Index < row.Count ? row[column.Index] : Text.Empty));
        }

        return part;
    }

    // The widest gives way first. Only a word that is wider than the terminal is broken.
    private static int[] Widths(Column[] columns, int room)
    {
        int[] widths = [.. columns.Select(static column => column.Wanted)];
        while (widths.Sum() > room)
        {
            var widest = Enumerable
                .Range(0, widths.Length)
                .OrderByDescending(index => widths[index] > columns[index].Least)
                .ThenByDescending(index => widths[index])
                .First();
            if (widths[widest] <= 1)
            {
                break;
            }

            widths[widest]--;
        }

        return widths;
    }

    private static bool IsNumber(TableColumn column) => column.Alignment == Justify.Right;

    private static int Least(IReadOnlyCollection<Column> columns) =>
        columns.Sum(static column => column.Least) + Frame(columns.Count);

    // A border before each column and one behind the last, and a space on either side of each.
    private static int Frame(int columns) => (3 * columns) + 1;
}
