using System.Globalization;
using System.Text;
using GsFramework.Core.Text;
using GsFramework.Host.Evaluation;

namespace GsFramework.Host.Comparison;

/// <summary>One table of a comparison.</summary>
/// <param name="Title">What it is of.</param>
/// <param name="Columns">Their heads.</param>
/// <param name="Rows">A row a method, the teacher first.</param>
internal sealed record ComparisonTable(
    string Title,
    IReadOnlyList<string> Columns,
    IReadOnlyList<IReadOnlyList<string>> Rows
)
{
    /// <summary>What is said of a smoke run before anything else.</summary>
    public const string Smoke = "A smoke run of a few steps: its numbers mean nothing.";

    /// <summary>A table for each ratio, in the form of the paper.</summary>
    /// <param name="result">The comparison.</param>
    /// <param name="isNarrow">True for a terminal: short titles, and without the columns that a first look can do
    /// without.</param>
    public static IReadOnlyList<ComparisonTable> Of(ComparisonResult result, bool isNarrow = false)
    {
        string Title(string metric) => isNarrow ? ScoreTitle.Of(metric) : metric;
        return
        [
            .. result
                .Summary.GroupBy(static row => row.Ratio)
                .Select(group => new ComparisonTable(
                    group.Key is { } ratio
                        ? string.Create(CultureInfo.InvariantCulture, $"{ratio}x fewer MACs")
                        : "all channels",
                    [
                        "method",
                        "MACs",
                        "size",
                        .. Shown(result).Select(Title),
                        "r_c",
                        "r_s",
                        "r_f",
                        .. result.HasDeployed ? new[] { "r_d", $"r_t{result.TimesMark}" } : [],
                        .. isNarrow
                            ? Array.Empty<string>()
                            :
                            [
                                .. result.PrimaryMetrics.Select(static metric => $"p ({metric})"),
                                "updates",
                                $"CPU s{result.TimesMark}",
                                "seeds",
                            ],
                    ],
                    [
                        .. group
                            .Select(row => Cells(result, row, isNarrow))
                            .Prepend(Teacher(result, group.First(), isNarrow)),
                    ]
                )),
        ];
    }

    /// <summary>On what terms the methods met.</summary>
    public static string Terms(ComparisonResult result)
    {
        var budget = result.Budget switch
        {
            { Kind: "updates" } updates => string.Create(
                CultureInfo.InvariantCulture,
                $"{updates.Value} updates of the generator"
            ),
            { } seconds => string.Create(CultureInfo.InvariantCulture, $"{seconds.Value} seconds of processor time"),
            _ => "the steps of the configuration",
        };
        return string.Create(
                CultureInfo.InvariantCulture,
                $"Every run: the same teacher, images and split; {budget} for slimming, or a search, and fine-tuning "
                    + $"together; seeds {string.Join(", ", result.Seeds)}. "
                    + $"{result.Runs.Count} runs, {result.Seconds:F0} s of wall-clock time and "
                    + $"{result.CpuSeconds:F0} s of processor time, added up over runs.\n"
            )
            + string.Concat(result.Notes.Select(static note => $"\n{note}\n"));
    }

    /// <summary>What the columns mean.</summary>
    public static string Legend(ComparisonResult result)
    {
        var fidelity = Reference(result) is { } score
            ? $"{score} of the teacher / {score} of the method, more than 1 where the method is better"
            : "no score of the teacher to compare with";
        var deployed = result.HasDeployed
            ? "; r_d: bytes of the teacher's weight file / bytes of the file to deploy; r_t: time of the teacher in "
                + "fp32 / time of that file"
            : "";
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"± is the standard error of the mean over seeds. r_c: MACs of the teacher / MACs; r_s: bytes of the "
                + $"teacher's weight file / bytes, both of this program's own files; r_f: {fidelity}{deployed}. MACs "
                + $"by the exact rule.\n\n"
        );
        text.Append(
            CultureInfo.InvariantCulture,
            $"p: two-sided paired t-test against {result.Reference} over the seeds, with the sign of the difference "
                + $"(+ is a larger score). An asterisk marks methods whose MACs are more than {result.Tolerance:P0} "
                + $"from the target in some run. CPU s: slimming, or search, and fine-tuning.\n\n"
        );
        foreach (var method in result.Methods)
        {
            text.Append(CultureInfo.InvariantCulture, $"- `{method.Name}`: {method.Summary}\n");
        }

        return text.ToString();
    }

    /// <summary>The score of r_f; null when there is none.</summary>
    public static string? Reference(ComparisonResult result) =>
        ReferenceScore.Of(
            result
                .Summary.SelectMany(static row => row.Scores)
                .Select(static score => (score.Metric, score.LowerIsBetter, score.Dense))
        );

    private static string[] Teacher(ComparisonResult result, ComparisonRow row, bool isNarrow) =>
        [
            "teacher",
            Macs(row.DenseMacs),
            Size(row.DenseBytes),
            .. Shown(result).Select(metric => MeasuredText.Of(Score(row, metric)?.Dense)),
            "1.00",
            "1.00",
            Reference(result) is null ? MeasuredText.Unknown : "1.00",
            .. result.HasDeployed ? new[] { "1.00", "1.00" } : [],
            .. isNarrow
                ? Array.Empty<string>()
                : Enumerable.Repeat(MeasuredText.Unknown, result.PrimaryMetrics.Count + 3),
        ];

    private static string[] Cells(ComparisonResult result, ComparisonRow row, bool isNarrow) =>
        [
            row.MethodName,
            Macs(row.Macs) + (row.LargestDeviation > result.Tolerance ? "*" : ""),
            Size(row.Bytes),
            .. Shown(result)
                .Select(metric => Score(row, metric))
                .Select(static score => MeasuredText.Of(score?.Mean, score?.StandardError)),
            Ratio(row.MacRatio),
            Ratio(row.ByteRatio),
            Reference(result) is { } name && Score(row, name) is { Dense: { } dense, Mean: > 0 } own
                ? Ratio(dense / own.Mean)
                : MeasuredText.Unknown,
            .. result.HasDeployed
                ? row.Deployed is { } file
                    ? new[] { Ratio(file.ByteRatio), Ratio(file.TimesFaster) }
                    : [MeasuredText.Unknown, MeasuredText.Unknown]
                : [],
            .. isNarrow
                ? Array.Empty<string>()
                :
                [
                    .. result.PrimaryMetrics.Select(metric =>
                        Score(row, metric)?.VersusReference is { } test ? Probability(test) : MeasuredText.Unknown
                    ),
                    row.Updates.ToString("F0", CultureInfo.InvariantCulture),
                    row.TrainingCpuSeconds.ToString("F0", CultureInfo.InvariantCulture),
                    row.Seeds.ToString(CultureInfo.InvariantCulture),
                ],
        ];

    private static IEnumerable<string> Shown(ComparisonResult result) =>
        Reference(result) is { } score ? result.PrimaryMetrics.Append(score).Distinct() : result.PrimaryMetrics;

    private static ComparedScore? Score(ComparisonRow row, string metric) =>
        row.Scores.FirstOrDefault(score => score.Metric == metric);

    private static string Probability(PairedTest test) =>
        (test.Difference >= 0 ? "+ " : "− ")
        + (
            test.P is { } p
                ? p < 0.001
                    ? "<0.001"
                    : p.ToString("F3", CultureInfo.InvariantCulture)
                : "?"
        );

    private static string Macs(double? macs) =>
        macs is null ? MeasuredText.Unknown
        : macs >= 1e9 ? string.Create(CultureInfo.InvariantCulture, $"{macs / 1e9:F2} G")
        : string.Create(CultureInfo.InvariantCulture, $"{macs / 1e6:F1} M");

    /// <summary>Bytes to read.</summary>
    public static string Size(double? bytes) =>
        bytes is null ? MeasuredText.Unknown
        : bytes >= 1e6 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F2} MB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:F0} kB");

    private static string Ratio(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
