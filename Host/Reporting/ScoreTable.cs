using GsFramework.Core.Text;
using GsFramework.Host.Evaluation;
using GsFramework.Host.Logging;
using Spectre.Console;

namespace GsFramework.Host.Reporting;

/// <summary>The table of <c>gs evaluate</c>: each score with the number of its protocol, which is told below.</summary>
internal static class ScoreTable
{
    /// <summary>Writes the scores and their protocols.</summary>
    public static void Write(Terminal terminal, IReadOnlyList<Score> scores)
    {
        var protocols = scores.Select(Line).Distinct().ToList();
        var table = new Table()
            .Border(TableBorder.Rounded)
            .AddColumns("score", "teacher", "model", "truth", "protocol");
        foreach (var score in scores)
        {
            table.AddRow(
                score.Metric.EscapeMarkup(),
                MeasuredText.Of(score.Dense, score.DenseStandardError),
                MeasuredText.Of(score.Compact, score.StandardError) + (score.Caution is null ? "" : " *"),
                MeasuredText.Of(score.Truth),
                $"({protocols.IndexOf(Line(score)) + 1})"
            );
        }

        terminal.OutputConsole.Write(table);
        foreach (var (index, protocol) in protocols.Index())
        {
            terminal.WriteText($"({index + 1}) {protocol}");
        }

        foreach (var score in scores.Where(static score => score.Caution is not null))
        {
            terminal.WriteText($"* {score.Metric}: {score.Caution}");
        }
    }

    private static string Line(Score score) => score.Protocol.Line(score.Split, score.Images);
}
