using System.Globalization;

namespace GsFramework.Host.Reporting.Html;

/// <summary>The rows of one phase in <c>metrics.csv</c>.</summary>
/// <param name="Name">The phase.</param>
/// <param name="Steps">How many updates it had.</param>
/// <param name="Columns">The values of a column that has any in this phase, with their updates.</param>
internal sealed record MetricsPhase(
    string Name,
    int Steps,
    IReadOnlyDictionary<string, IReadOnlyList<MetricsPoint>> Columns
)
{
    /// <summary>The step at which a column was not a number, or infinite, for the first time.</summary>
    public IReadOnlyDictionary<string, int> NotFinite { get; init; } = new Dictionary<string, int>();
}

/// <summary>A value after an update.</summary>
internal readonly record struct MetricsPoint(double Step, double Value);

/// <summary>Reads <c>metrics.csv</c>.</summary>
internal static class MetricsTable
{
    /// <summary>The phases in the order of the file; none where there is no file. A row that is not whole is left out:
    /// a run that was killed may have ended in one.</summary>
    /// <exception cref="UserException">It is no table of a run.</exception>
    public static IReadOnlyList<MetricsPhase> Read(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        var lines = Lines(path);
        var names = lines.Length > 0 ? lines[0].Split(',') : [];
        if (names is not ["phase", "step", ..])
        {
            throw new UserException(
                $"'{path}' is damaged: its first line does not begin with 'phase,step'. Restore it, or remove it to "
                    + $"have a report without curves."
            );
        }

        return
        [
            .. lines
                .Skip(1)
                .Select(static line => line.Split(','))
                .Where(cells =>
                    cells.Length == names.Length && int.TryParse(cells[1], CultureInfo.InvariantCulture, out _)
                )
                .GroupBy(static cells => cells[0])
                .Select(group => Phase(group.Key, names, [.. group])),
        ];
    }

    // A run that trains has the file open.
    private static string[] Lines(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static MetricsPhase Phase(string name, string[] names, List<string[]> rows)
    {
        var columns = new Dictionary<string, IReadOnlyList<MetricsPoint>>();
        var notFinite = new Dictionary<string, int>();
        for (var column = 2; column < names.Length; column++)
        {
            var points = new List<MetricsPoint>();
            foreach (var cells in rows)
            {
                var step = int.Parse(cells[1], CultureInfo.InvariantCulture);
                if (!double.TryParse(cells[column], CultureInfo.InvariantCulture, out var value))
                {
                    continue;
                }

                if (double.IsFinite(value))
                {
                    points.Add(new MetricsPoint(step, value));
                }
                else
                {
                    _ = notFinite.TryAdd(names[column], step);
                }
            }

            if (points.Count > 0)
            {
                columns[names[column]] = points;
            }
        }

        return new MetricsPhase(
            name,
            rows.Max(static cells => int.Parse(cells[1], CultureInfo.InvariantCulture)) + 1,
            columns
        )
        {
            NotFinite = notFinite,
        };
    }
}
