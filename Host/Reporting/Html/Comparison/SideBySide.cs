using GsFramework.Host.Comparison;
using GsFramework.Host.Evaluation;
using GsFramework.Host.Reporting.Html.Sections;
using GsFramework.Host.Runs;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Comparison;

/// <summary>The page of any runs side by side: their numbers, in what their configurations differ, their pictures,
/// layers and curves. Nothing is averaged and nothing tested, since nobody planned them to be compared.</summary>
internal static class SideBySide
{
    /// <summary>Writes the page.</summary>
    /// <param name="folders">The directories of finished runs; two at least.</param>
    /// <exception cref="UserException">One is no finished run, or is damaged.</exception>
    public static string Write(IReadOnlyList<string> folders)
    {
        var directories = folders.Select(static folder => new RunDirectory(folder)).ToList();
        var results = directories.ConvertAll(RunResult.Read);
        var names = Names(folders, results);
        var runs = results
            .Select((result, number) =>
                new ComparedResult(result)
                {
                    MethodName = names[number],
                    Directory = Path.GetFullPath(directories[number].Root),
                }
            )
            .ToList();
        var files = ComparisonRunFiles.Of(runs);
        return Page.Write(
            $"{files.Record.Name}, side by side",
            Join(
                runs.Exists(static run => run.Smoke) ? SmokeBanner.OfAny() : null,
                Tag("p.eyebrow", "GsFramework · runs side by side"),
                Tag("h1", files.Record.Name),
                Join(Warnings(runs).Select(static text => Tag("p.banner", text).With("role", "note")))
            ),
            Numbers(runs),
            ConfigurationDifferences.Of(names, directories),
            MethodPictures.Of(files),
            MethodChannels.Of(files),
            MethodCurves.Of(files),
            ScoresSection.Protocol([.. runs.SelectMany(static run => run.Scores)])
        );
    }

    // The name in the configuration, with the folder where several have the same.
    private static List<string> Names(IReadOnlyList<string> folders, List<RunResult> results)
    {
        var names = new List<string>();
        foreach (var (folder, result) in folders.Zip(results))
        {
            var own = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
            var name = results.Count(other => other.Name == result.Name) == 1 ? result.Name : own;
            names.Add(names.Contains(name) ? $"{name} ({names.Count + 1})" : name);
        }

        return names;
    }

    private static IEnumerable<string> Warnings(List<ComparedResult> runs)
    {
        if (runs.DistinctBy(static run => (run.Macs.Dense, run.Bytes.Dense)).Count() > 1)
        {
            yield return "The runs do not have the same teacher: distances to it cannot be compared.";
        }

        if (runs.DistinctBy(static run => run.ImageSize).Count() > 1)
        {
            yield return "The runs have images of different sizes: neither scores nor MACs can be compared.";
        }

        var apart = runs.SelectMany(static run => run.Scores)
            .GroupBy(static score => score.Metric)
            .Where(static same => same.Select(static score => (score.Images, score.Split)).Distinct().Count() > 1)
            .Select(static same => same.Key)
            .ToList();
        if (apart.Count > 0)
        {
            yield return $"Not of the same number of images in all runs: {string.Join(", ", apart)}.";
        }
    }

    private static Section Numbers(List<ComparedResult> runs)
    {
        var rows = new List<IReadOnlyList<Markup>>();
        Row("method", static run => run.Method);
        Row("seed", static run => $"{run.Seed}");
        Row("MACs", static run => Html.Numbers.Short(run.Macs.Compact));
        Row("fewer MACs", static run => Html.Numbers.Times(run.Macs.Ratio));
        Row("parameters", static run => Html.Numbers.Whole(run.Parameters.Compact));
        Row("bytes of weights, in this program's file", static run => Html.Numbers.Whole(run.Bytes.Compact));
        Row("file to deploy", static run => run.Latency?.Deployed?.Format ?? run.Deployable?.Format);
        Row("bytes to deploy", static run => Whole(run.Latency?.Deployed?.Bytes ?? run.Deployable?.Bytes));
        Row("fewer bytes to deploy", static run =>
            (run.Latency?.Deployed?.Bytes ?? run.Deployable?.Bytes) is > 0 and var bytes
                ? Html.Numbers.Times((double)run.Bytes.Dense / bytes)
                : null
        );
        Row("times faster", static run =>
            run.Latency?.Deployed?.TimesFaster is { } times ? Html.Numbers.Times(times) : null
        );
        Row("updates", static run => run.Steps is { } steps ? Html.Numbers.Whole(steps.Slim + steps.Finetune) : null);
        Row("training CPU time", static run =>
            run.CpuSeconds is { } seconds ? Html.Numbers.Duration((seconds.Slim ?? 0) + (seconds.Finetune ?? 0)) : null
        );
        foreach (
            var metric in runs.SelectMany(static run => run.Scores).Select(static score => score.Metric).Distinct()
        )
        {
            var name = Join(
                Metrics.Marked(metric, runs.SelectMany(static run => run.Scores)),
                $" ({Metrics.Direction(metric)} is better)"
            );
            Row(name, run =>
                Score(run, metric) is { } score ? Html.Numbers.Score(score.Compact, score.StandardError) : null
            );
        }

        return new Section(
            "results",
            "Results",
            Join(
                Tables.Of(
                    "Runs side by side",
                    [Column.Corner, .. runs.Select(static run => (Column)run.ComparedMethod)],
                    rows,
                    isBroad: true
                ),
                Tag(
                    "p.note",
                    "± is the standard error over images, within a run; how much runs of other seeds differ it does "
                        + "not "
                        + "say. Times faster than the dense network in fp32, both measured in turn in the same run."
                )
            )
        );

        void Row(Markup title, Func<ComparedResult, string?> cell)
        {
            if (runs.Any(run => cell(run) is not null))
            {
                rows.Add([title, .. runs.Select(run => (Markup)(cell(run) ?? Html.Numbers.Unknown))]);
            }
        }
    }

    private static string? Whole(long? value) => value is null ? null : Html.Numbers.Whole(value);

    private static Score? Score(RunResult run, string metric) =>
        run.Scores.FirstOrDefault(score => score.Metric == metric);
}
