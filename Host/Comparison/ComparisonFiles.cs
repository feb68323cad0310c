using System.Globalization;
using CsvHelper;
using GsFramework.Core.Interchange;

namespace GsFramework.Host.Comparison;

/// <summary>What a comparison leaves beside its runs: <c>comparison.json</c>, <c>.csv</c> and <c>.md</c>.</summary>
internal static class ComparisonFiles
{
    public const string Csv = "comparison.csv";
    public const string Markdown = "comparison.md";

    /// <summary>Writes all of them.</summary>
    /// <exception cref="UserException">One cannot be written.</exception>
    public static void Write(string root, ComparisonResult result)
    {
        result.Write(root);
        AtomicFile.WriteAllText(Path.Combine(root, Csv), Rows(result));
        AtomicFile.WriteAllText(Path.Combine(root, Markdown), ComparisonMarkdown.Of(result));
    }

    // A row a run: what a statistics program wants to read.
    private static string Rows(ComparisonResult result)
    {
        string[] metrics =
        [
            .. result.Runs.SelectMany(static run => run.Scores).Select(static score => score.Metric).Distinct(),
        ];
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, new CsvWriterOptions(), leaveOpen: true))
        {
            csv.WriteRecord([
                "method",
                "ratio",
                "seed",
                "macs",
                "macRatio",
                "parameters",
                "bytes",
                "byteRatio",
                "slimSteps",
                "fineTuneSteps",
                "slimCpuSeconds",
                "fineTuneCpuSeconds",
                .. metrics,
            ]);
            foreach (var run in result.Runs)
            {
                csv.WriteRecord([
                    run.ComparedMethod,
                    Text(run.Ratio),
                    Text((int?)run.Seed),
                    Text(run.Macs.Compact),
                    Text(run.Macs.Ratio),
                    Text(run.Parameters.Compact),
                    Text(run.Bytes.Compact),
                    Text(run.Bytes.Ratio),
                    Text(run.Steps?.Slim),
                    Text(run.Steps?.Finetune),
                    Text(run.CpuSeconds?.Slim),
                    Text(run.CpuSeconds?.Finetune),
                    .. metrics.Select(metric =>
                        Text(run.Scores.FirstOrDefault(score => score.Metric == metric)?.Compact)
                    ),
                ]);
            }
        }

        return text.ToString();
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Text(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
}
