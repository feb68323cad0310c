using GsFramework.Host.Reporting.Html.Sections;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Comparison;

/// <summary>The page of a comparison.</summary>
internal static class ComparisonReport
{
    /// <summary>Writes the page.</summary>
    public static string Write(ComparisonFiles files)
    {
        var record = files.Record;
        return Page.Write(
            $"{record.Name}, comparison",
            Join(
                Tag("p.eyebrow", "GsFramework · comparison"),
                Tag("h1", record.Name, Tag("span", Terms(record))),
                Winners(files)),
            PaperTable.Of(files),
            ParetoSection.Of(files),
            MethodPictures.Of(files),
            TestsSection.Of(files),
            MethodChannels.Of(files),
            MethodCurves.Of(files),
            ScoresSection.Protocol([.. record.Runs.SelectMany(static run => run.Scores)]),
            RunsSection.Methods(record),
            ConfigurationSection.Of(files.Configuration, record.Reference is { } reference ? $"the first run of {reference}" : "the first run"),
            RunsSection.Of(files),
            ComparisonOrigin.Of(record));
    }

    private static string Terms(ComparisonRecord record) => string.Join(", ", new[]
    {
        record.Methods.Count > 0 ? $"{record.Methods.Count} methods" : null,
        record.Seeds.Count > 0 ? record.Seeds.Count == 1 ? $"seed {record.Seeds[0]}" : $"seeds {string.Join(", ", record.Seeds)}" : null,
        record.Budget is { } budget ? $"{Numbers.Plain(budget.Value)} {budget.Kind} each" : null,
    }.OfType<string>());

    // Who is first by the first score. Whether that is more than chance, the paired tests say.
    private static Element? Winners(ComparisonFiles files)
    {
        if (files.Metrics is not [var metric, ..])
        {
            return null;
        }

        return Tag("div.figures", files.Groups.Select(group =>
        {
            var ranking = group.Rows
                .Select(row => (row.MethodName, Score: row.Scores?.FirstOrDefault(score => score.Metric == metric)))
                .Where(static row => row.Score?.Mean is not null)
                .OrderBy(static row => row.Score!.LowerIsBetter ? row.Score.Mean : -row.Score.Mean)
                .ToList();
            return ranking.Count == 0 ? null : Tag("div",
                Tag("strong", ranking[0].MethodName),
                Tag("span", $"first at {group.Title}"),
                Tag("small",
                    $"{metric} {Numbers.Score(ranking[0].Score!.Mean, ranking[0].Score!.StandardError)}",
                    ranking.Count > 1 ? $"; next {ranking[1].MethodName} {Numbers.Score(ranking[1].Score!.Mean, ranking[1].Score!.StandardError)}" : null));
        }));
    }
}
