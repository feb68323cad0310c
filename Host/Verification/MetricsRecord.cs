using System.Globalization;
using GsFramework.Host.Pipeline;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Verification;

/// <summary>The rows of a recorded <c>metrics.csv</c>, value for value as they stand there.</summary>
internal static class MetricsRecord
{
    /// <summary>Reads the rows in their order; none where there is no file.</summary>
    /// <exception cref="UserException">It is damaged, other than by a last row that a killed run left
    /// unfinished.</exception>
    public static IReadOnlyList<MetricsRow> Read(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        var lines = Lines(path);
        var names = lines.Length > 0 ? lines[0].Split(',') : [];
        if (names is not ["phase", "step", ..])
        {
            throw Damaged(path, "its first line does not begin with 'phase,step'");
        }

        var rows = new List<MetricsRow>();
        var next = new Dictionary<string, int>();
        for (var line = 1; line < lines.Length; line++)
        {
            if (Row(names, lines[line].Split(',')) is not { } row)
            {
                if (line == lines.Length - 1)
                {
                    break;
                }

                throw Damaged(path, $"line {line + 1} is no row of {names.Length} cells");
            }

            // A method counts its rounds in its own way; a training has a row for every step.
            var expected = next.GetValueOrDefault(row.Phase);
            if (row.Phase == PhaseName.Search ? row.Step < expected : row.Step != expected)
            {
                throw Damaged(
                    path,
                    $"line {line + 1} is step {row.Step} of {row.Phase}, where step {expected} belongs"
                );
            }

            next[row.Phase] = row.Step + 1;
            rows.Add(row);
        }

        return rows;
    }

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"'{path}' cannot be read: {fault.Message}", fault);
        }
    }

    private static MetricsRow? Row(string[] names, string[] cells)
    {
        if (cells.Length != names.Length || !int.TryParse(cells[1], CultureInfo.InvariantCulture, out var step))
        {
            return null;
        }

        var values = new Dictionary<string, string>();
        for (var column = 2; column < names.Length; column++)
        {
            if (cells[column].Length > 0)
            {
                values[names[column]] = cells[column];
            }
        }

        return values.Values.All(static text => double.TryParse(text, CultureInfo.InvariantCulture, out _))
            ? new MetricsRow(cells[0], step, values)
            : null;
    }

    private static UserException Damaged(string path, string reason) =>
        new(
            $"'{path}' is damaged: {reason}. Restore it; without it there is nothing with which a replay could be "
                + $"compared."
        );
}
