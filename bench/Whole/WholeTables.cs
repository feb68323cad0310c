using System.Globalization;
using System.Text;
using GsFramework.Bench.Results;
using GsFramework.Host.Planning;
using GsFramework.Host.Runs;
using MathNet.Numerics.Statistics;

namespace GsFramework.Bench.Whole;

/// <summary>Whole runs as Markdown.</summary>
internal static class WholeTables
{
    private static readonly string[] _phases =
        [WorkMeter.Start, PhaseName.Slim, PhaseName.Extract, PhaseName.FineTune];

    // The JSON file has all.
    private static readonly string[] _metrics =
        ["kid-mobilenetv2", "fd-mobilenetv2", "l1-teacher", "psnr-teacher", "ssim-teacher"];

    /// <summary>A row for each run, and the ratios.</summary>
    public static string Of(WholeResults results)
    {
        var text = new StringBuilder();
        var metrics = _metrics
            .Where(metric => results.Runs.Any(run => run.Scores.Any(score => score.Metric == metric)))
            .ToArray();
        text.Append("| seed | way | s |").AppendJoin("", _phases.Select(static phase => $" {phase} |"));
        text.Append(" CPU s | MACs |").AppendJoin("", metrics.Select(static metric => $" {metric} |"));
        text.Append("\n| ---: | --- | ---: |").AppendJoin("", _phases.Select(static _ => " ---: |"));
        text.Append(" ---: | ---: |").AppendJoin("", metrics.Select(static _ => " ---: |")).Append('\n');
        foreach (var run in results.Runs)
        {
            text.Append(Invariant($"| {run.Seed} | {run.Way} | {run.Training:0.0} |"));
            text.AppendJoin("", _phases.Select(phase => Invariant($" {run.Seconds.GetValueOrDefault(phase):0.0} |")));
            text.Append(Invariant($" {run.CpuTraining:0.0} | {run.MacRatio:0.0}x |"));
            text.AppendJoin("", metrics.Select(metric => $" {Score(run, metric)} |")).Append('\n');
        }

        foreach (var runs in results.Runs.GroupBy(static run => run.Way).Where(static runs => runs.Count() > 1))
        {
            WholeRun[] own = [.. runs];
            text.Append(Invariant($"| mean ± deviation | {runs.Key} | {Mean(own, static run => run.Training)} |"));
            text.AppendJoin(
                "",
                _phases.Select(phase => $" {Mean(own, run => run.Seconds.GetValueOrDefault(phase))} |")
            );
            text.Append($" {Mean(own, static run => run.CpuTraining)} | |");
            text.AppendJoin("", metrics.Select(metric => $" {Mean(own, metric)} |")).Append('\n');
        }

        text.Append(Ratios(results));
        if (results.Runs.Count > 0)
        {
            text.Append(Invariant($"\n{MarkdownText.Place(results.Runs[^1].Measured, results.Runs.Count, "runs")}\n"));
        }

        return text.ToString();
    }

    private static string Ratios(WholeResults results)
    {
        var pairs = results
            .Runs.GroupBy(static run => run.Seed)
            .Select(static runs =>
                (
                    Program: runs.FirstOrDefault(static run => run.Way == WholeChild.Program),
                    Reference: runs.FirstOrDefault(static run => run.Way == WholeChild.Reference)
                )
            )
            .Where(static pair => pair is { Program: not null, Reference: not null })
            .ToArray();
        if (pairs.Length == 0)
        {
            return "";
        }

        var (time, cpu) = (
            Spread.Of(pairs.Select(static pair => pair.Program!.Training / pair.Reference!.Training)),
            Spread.Of(pairs.Select(static pair => pair.Program!.CpuTraining / pair.Reference!.CpuTraining))
        );
        return Invariant(
            $"""

            The program takes {time.Median:0.00} ({time.Lower:0.00} to {time.Upper:0.00}) of the reference's time, and
            {cpu.Median:0.00} ({cpu.Lower:0.00} to {cpu.Upper:0.00}) of its processor time.

            """
        );
    }

    private static string Mean(WholeRun[] runs, Func<WholeRun, double> of)
    {
        var (mean, deviation) = runs.Select(of).MeanStandardDeviation();
        return Invariant($"{mean:0.0} ± {deviation:0.0}");
    }

    private static string Mean(WholeRun[] runs, string metric)
    {
        var values = runs.SelectMany(static run => run.Scores).Where(score => score.Metric == metric);
        var (mean, deviation) = values.Select(static score => score.Value).MeanStandardDeviation();
        return Invariant($"{mean:0.0000} ± {deviation:0.0000}");
    }

    private static string Score(WholeRun run, string metric) =>
        run.Scores.FirstOrDefault(score => score.Metric == metric) is not { } score ? "–"
        : score.StandardError is { } error ? Invariant($"{score.Value:0.0000} ± {error:0.0000}")
        : Invariant($"{score.Value:0.0000}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
