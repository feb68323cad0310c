using GsFramework.Host.Runs;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Sections;

/// <summary>The files for other programs, and how far what they compute is from what the framework does.</summary>
internal static class ExportsSection
{
    /// <summary>The table; null where nothing was exported.</summary>
    public static Section? Of(RunResult run) =>
        run.Exports is not { Count: > 0 } files
            ? null
            : new Section(
                "exports",
                "Files for other programs",
                Join(
                    Tables.Of(
                        "Files for other programs",
                        isBroad: true,
                        columns:
                        [
                            "file",
                            Column.Words("format"),
                            "bytes",
                            Column.Words("computes"),
                            Column.Words("difference to the MODEL"),
                            Column.Words("difference of ONNX Runtime to TorchSharp"),
                            Column.Words("checked on"),
                        ],
                        rows: files.Select(file =>
                            new Markup[]
                            {
                                Join(
                                    Tag("code", ForeignPath.Short(file.File)),
                                    file.File == run.Deployable?.File ? Tag("strong.mark", " deploy this one") : null
                                ),
                                file.Format,
                                Numbers.Whole(file.Bytes),
                                Computes(file),
                                Difference(
                                    file.ModelMeanAbsDifference,
                                    file.ModelMaxAbsDifference,
                                    file.ModelShareWithinOneStep
                                ),
                                Difference(file.MeanAbsDifference, file.MaxAbsDifference, file.ShareWithinOneStep),
                                file.Images is { } images
                                    ? $"{images} {ForeignPath.InText(file.Source ?? "images")}"
                                    : Numbers.Unknown,
                            }
                        )
                    ),
                    Tag(
                        "p.note",
                        "Differences of values in [−1, 1] between the file in ONNX Runtime and the MODEL in "
                            + "TorchSharp, which is what was scored. Within a step: the share of values that differ "
                                + "by at most "
                            + "one grey level, or one step of the last quantiser where that is larger. ",
                        files.Any(static file => file.ComputesModel == false)
                            ? "A file that computes another network has not been scored: its images are not those "
                                + "above. "
                            : null,
                        files.FirstOrDefault(static file => file.Prediction is not null) is { } file
                            ? $"Pruning went by the bytes of {file.Format}: {file.Prediction}. "
                            : null,
                        "The difference of ONNX Runtime is that to the file's own network in TorchSharp."
                    )
                )
            );

    private static Markup Difference(double? mean, double? largest, double? share) =>
        mean is null && largest is null
            ? Numbers.Unknown
            : Tables.Sorted(
                $"{Numbers.About(mean)} in the mean, {Numbers.About(largest)} at most"
                    + (share is { } part ? $", {Numbers.Plain(100 * part)} % within a step" : ""),
                mean ?? largest
            );

    private static Markup Computes(ExportedFile file) =>
        file.ComputesModel switch
        {
            true => "what was scored",
            false => Tag("strong.caution", "another network"),
            null => Numbers.Unknown,
        };
}
