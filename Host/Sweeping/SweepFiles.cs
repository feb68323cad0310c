using System.Globalization;
using System.Text;
using CsvHelper;
using GsFramework.Core.Interchange;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Sweeping;

/// <summary>What a sweep leaves beside its runs: <c>sweep.json</c>, <c>.csv</c> and <c>.md</c>, and the configurations
/// that are worth a run.</summary>
internal static class SweepFiles
{
    public const string Csv = "sweep.csv";
    public const string Markdown = "sweep.md";
    private const string Best = "best.json";
    private const string Front = "front";

    /// <summary>Writes all of them.</summary>
    /// <param name="root">The sweep's folder.</param>
    /// <param name="result">What became of it.</param>
    /// <param name="configuration">The configuration of a trial as a run of its own.</param>
    /// <returns>The paths of the configurations.</returns>
    /// <exception cref="UserException">One cannot be written.</exception>
    public static IReadOnlyList<string> Write(
        string root,
        SweepResult result,
        Func<TrialResult, string> configuration
    )
    {
        result.Write(root);
        AtomicFile.WriteAllText(Path.Combine(root, Csv), Rows(result));
        AtomicFile.WriteAllText(Path.Combine(root, Markdown), Text(result));
        var chosen = result
            .Trials.Where(trial => result.Front.Contains(trial.Name))
            .Select(trial => (Path: Path.Combine(root, Front, $"{trial.Name}.json"), Trial: trial))
            .Where(_ => result.HasFront)
            .ToList();
        if (result.Trials.FirstOrDefault(trial => trial.Name == result.Best) is { } best && !result.HasFront)
        {
            chosen.Add((Path.Combine(root, Best), best));
        }

        RemoveOthers(root, chosen.Select(static entry => entry.Path));
        foreach (var (path, trial) in chosen)
        {
            AtomicFile.WriteAllText(path, configuration(trial));
        }

        return [.. chosen.Select(static entry => entry.Path)];
    }

    // What was on the front before may be beaten now.
    private static void RemoveOthers(string root, IEnumerable<string> kept)
    {
        var folder = Path.Combine(root, Front);
        var found = Directory.Exists(folder) ? Directory.GetFiles(folder, "trial-*.json") : [];
        foreach (var path in found.Except(kept))
        {
            RunDirectory.RemoveFile(path);
        }
    }

    // A row a trial: what a statistics program wants to read.
    private static string Rows(SweepResult result)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, new CsvWriterOptions(), leaveOpen: true))
        {
            csv.WriteRecord([
                "trial",
                "state",
                "updates",
                .. result.Keys.Select(static key => key.Key),
                .. result.Goals.Select(static goal => goal.Name),
            ]);
            foreach (var trial in result.Trials.OrderBy(static trial => trial.Number))
            {
                csv.WriteRecord([
                    trial.Name,
                    trial.State.ToString().ToLowerInvariant(),
                    trial.Updates.ToString(CultureInfo.InvariantCulture),
                    .. trial.Values,
                    .. result.Goals.Select(goal =>
                        trial.Of(goal.Name)?.ToString("R", CultureInfo.InvariantCulture) ?? ""
                    ),
                ]);
            }
        }

        return text.ToString();
    }

    private static string Text(SweepResult result)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {result.Name}, sweep\n\n    {result.Command}\n\n");
        text.Append(result.Smoke ? $"**{SweepText.Smoke}**\n\n" : "").Append(SweepText.Terms(result)).Append("\n\n");
        foreach (var note in result.Notes)
        {
            text.Append(note).Append("\n\n");
        }

        var columns = SweepText.Columns(result);
        text.Append(Line(columns)).Append(Line(columns.Select(static (_, i) => i == 0 ? "---" : "---:")));
        foreach (var trial in result.Trials)
        {
            text.Append(Line(SweepText.Cells(result, trial)));
        }

        foreach (var trial in result.Trials.Where(static trial => trial.Reason is not null))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n- {trial.Name}: {trial.Reason}\n");
        }

        return text.ToString();
    }

    private static string Line(IEnumerable<string> cells) =>
        $"| {string.Join(" | ", cells.Select(static cell => cell.Replace("|", "\\|")))} |\n";
}
