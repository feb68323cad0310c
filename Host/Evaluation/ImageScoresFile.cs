using System.Globalization;
using CsvHelper;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;

namespace GsFramework.Host.Evaluation;

/// <summary><c>scores.csv</c>: number and name of each image, then its scores with all their digits, so that their mean
/// is the score of the result to the last bit.</summary>
internal static class ImageScoresFile
{
    private const string Number = "number";
    private const string Name = "name";

    /// <summary>Writes the file. Images are numbered from 1, as people do.</summary>
    /// <exception cref="UserException">It cannot be written.</exception>
    public static void Write(string path, ImageScores scores)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, new CsvWriterOptions(), leaveOpen: true))
        {
            csv.WriteRecord([Number, Name, .. scores.Columns.Select(static column => column.Metric)]);
            foreach (var (index, name) in scores.Names.Index())
            {
                csv.WriteRecord([
                    (index + 1).ToString(CultureInfo.InvariantCulture),
                    name,
                    .. scores.Columns.Select(column =>
                        column.Values[index]?.ToString("R", CultureInfo.InvariantCulture) ?? ""
                    ),
                ]);
            }
        }

        AtomicFile.WriteAllText(path, text.ToString());
    }

    /// <summary>Reads the file.</summary>
    /// <returns>Null where there is none, as in runs of earlier versions and of networks whose scores are no
    /// means.</returns>
    /// <exception cref="UserException">It is damaged.</exception>
    public static ImageScores? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var csv = CsvReader.FromText(File.ReadAllText(path), new CsvReaderOptions { Separator = ',' });
        var heads = csv.Headers.ToArray();
        if (heads is not [Number, Name, .. var metrics])
        {
            throw Damaged(path, $"its first line does not begin with '{Number},{Name}'");
        }

        var (names, values) = (new List<string>(), metrics.Select(static _ => new List<double?>()).ToList());
        while (csv.Read())
        {
            if (csv.FieldCount != heads.Length)
            {
                throw Damaged(path, $"row {names.Count + 1} has {csv.FieldCount} cells, and the head {heads.Length}");
            }

            for (var column = 0; column < metrics.Length; column++)
            {
                values[column].Add(Value(path, csv.GetString(column + 2), names.Count + 1, metrics[column]));
            }

            names.Add(csv.GetString(1));
        }

        return new ImageScores(
            names,
            [.. metrics.Zip(values, static (metric, column) => new ImageColumn(metric, column))]
        );
    }

    private static double? Value(string path, string text, int row, string metric) =>
        text.Length == 0 ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        && double.IsFinite(value)
            ? value
        : throw Damaged(path, $"'{text}' in row {row}, column {metric}, is no number");

    private static string Again(string path) =>
        Shell.Command("resume", Path.GetDirectoryName(Path.GetFullPath(path))!, "--from", "evaluate");

    private static UserException Damaged(string path, string reason) =>
        new(
            $"'{path}' is damaged: {reason}. Make it again with '{Again(path)}', or remove it to have "
                + "a report without the worst and the median images."
        );
}
