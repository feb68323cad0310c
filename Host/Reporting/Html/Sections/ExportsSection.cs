using GsFramework.Host.Runs;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Sections;

/// <summary>The files for other programs, and how far what they compute is from what the framework does.</summary>
internal static class ExportsSection
{
    /// <summary>The table; null where nothing was exported.</summary>
    public static Section? Of(IReadOnlyList<ExportedFile> files) =>
        files.Count == 0
            ? null
            : new Section(
                "exports",
                "Files for other programs",
                Join(
                    Tables.Of(
                        "Files for other programs",
                        [
                            "file",
                            Column.Words("format"),
                            "bytes",
                            "largest difference",
                            "mean difference",
                            "within one step",
                            Column.Words("checked on"),
                        ],
                        files.Select(static file =>
                            new Markup[]
                            {
                                Tag("code", ForeignPath.Short(file.File)),
                                file.Format,
                                Numbers.Whole(file.Bytes),
                                Numbers.About(file.MaxAbsDifference),
                                Numbers.About(file.MeanAbsDifference),
                                file.ShareWithinOneStep is { } share
                                    ? Numbers.Plain(100 * share) + " %"
                                    : Numbers.Unknown,
                                file.Images is { } images
                                    ? $"{images} {ForeignPath.InText(file.Source ?? "images")}"
                                    : Numbers.Unknown,
                            }
                        )
                    ),
                    Tag(
                        "p.note",
                        "Differences of values in [−1, 1] between ONNX Runtime and TorchSharp, which for integers "
                            + "computes the quantised network. ",
                        "Within one step: the share of values that differ by at most one step of the last quantiser."
                    )
                )
            );
}
