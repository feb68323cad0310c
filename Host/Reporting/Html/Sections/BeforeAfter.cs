using GsFramework.Host.Evaluation;
using GsFramework.Host.Runs;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Sections;

/// <summary>The before => after table, and the figures on top of the page.</summary>
internal static class BeforeAfter
{
    /// <summary>The verdict in large figures.</summary>
    public static Markup Figures(RunResult run)
    {
        var score = Metrics.Headline(run.Scores);
        return Tag(
            "div.figures",
            Figure(
                Numbers.Times(run.Macs?.Ratio),
                "fewer MACs",
                $"{Numbers.Short(run.Macs?.Dense)} → {Numbers.Short(run.Macs?.Compact)}"
            ),
            run.Deployable is { } file
                ? Figure(
                    Numbers.Times(file.Ratio),
                    "fewer bytes to deploy",
                    $"{Numbers.Short(run.Bytes?.Dense, "B")} → {Numbers.Short(file.Bytes, "B")}, {file.Format}"
                )
                : Figure(
                    Numbers.Times(run.Bytes?.Ratio),
                    "fewer bytes of weights",
                    $"{Numbers.Short(run.Bytes?.Dense, "B")} → {Numbers.Short(run.Bytes?.Compact, "B")}, in this "
                        + "program's own file"
                ),
            Latency(run.Latency),
            score is null
                ? null
                : Figure(
                    score.Dense is null
                        ? Unbroken(Numbers.Score(score.Compact, score.StandardError))
                        : $"{Unbroken(Numbers.Score(score.Dense, score.DenseStandardError))} → "
                            + Unbroken(Numbers.Score(score.Compact, score.StandardError)),
                    score.Metric,
                    Verdict(score),
                    isLoss: score.IsBetter == false
                )
        );
    }

    /// <summary>The table.</summary>
    public static Section Of(RunResult run)
    {
        (string Name, SizePair? Size)[] rows =
        [
            ("MACs, exact rule", run.Macs),
            ("Parameters", run.Parameters),
            ("Bytes of the weights, in this program's file", run.Bytes),
            .. (run.Exports ?? []).Select(file =>
                (
                    $"Bytes of the {file.Format} file",
                    run.Bytes is { } bytes ? (SizePair?)SizePair.Of(bytes.Dense, file.Bytes) : null
                )
            ),
        ];
        return new Section(
            "size",
            "Before and after",
            Join(
                Tables.Of(
                    "Dense and compact",
                    [Column.Corner, "dense G0", Column.Compact, "fewer"],
                    rows.Where(static row => row.Size is not null)
                        .Select(static row =>
                            new Markup[]
                            {
                                row.Name,
                                Numbers.Whole(row.Size!.Dense),
                                Numbers.Whole(row.Size.Compact),
                                Numbers.Times(row.Size.Ratio),
                            }
                        )
                ),
                Tag(
                    "p.note",
                    run.ImageSize is { } side ? $"MACs of one image of {side}×{side}. " : null,
                    run.Macs?.ReferenceRatio is { } reference
                        ? $"By the counting rule of the papers, which counts transposed convolutions at their "
                            + $"output, they are {Numbers.Times(reference)} fewer. "
                        : null,
                    run.Extraction?.MaxAbsDifference is { } difference
                        ? $"The compact network computes what the pruned one did: the largest difference seen is "
                            + $"{Numbers.About(difference)}. "
                        : null,
                    run.Exports is { Count: > 0 }
                        ? "Files are compared with the dense network's weights in fp32, which an ONNX file of it has "
                            + "too. "
                        : null,
                    run.Kept is { } kept ? $"Kept is {kept.Tell()}." : null
                )
            )
        );
    }

    // Of the file that has the bytes, so that both figures can be had at once.
    private static Element? Latency(LatencyRecord? latency) =>
        latency is { Reference: { } dense, Deployed: { } deployed }
            ? Figure(
                Numbers.Times(deployed.TimesFaster),
                "faster",
                $"{Numbers.Milliseconds(dense.MedianMs)} → {Numbers.Milliseconds(deployed.MedianMs)} ms, "
                    + deployed.Format
            )
            : null;

    // A value and its error stay on one line.
    private static string Unbroken(string value) => value.Replace(' ', '\u00a0');

    private static string Verdict(Score score)
    {
        var protocol = $"{Metrics.Direction(score.Metric)} is better, {score.Images} {score.Split} images";
        return score switch
        {
            { NoDifference: { } none } => none,
            { IsBetter: { } isBetter } => $"{(isBetter ? "better" : "worse")} than G0: {protocol}",
            _ => protocol,
        };
    }

    private static Element Figure(string value, string name, string detail, bool isLoss = false) =>
        Tag(isLoss ? "div.loss" : "div", Tag("strong", value), Tag("span", name), Tag("small", detail));
}
