using GsFramework.Core.Processes;
using GsFramework.Host.Runs;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html;

/// <summary>The files that a run was asked for and does not have, on top of its page.</summary>
internal static class UnwrittenBanner
{
    /// <summary>What is missing; null where nothing is.</summary>
    public static Element? Of(RunDirectory? directory) =>
        directory is not null && FinishedRun.Unwritten(directory) is { Count: > 0 } formats
            ? Tag(
                    "p.banner",
                    $"Not written: {string.Join(", ", formats.Select(static format => format.Name))}, "
                        + "which export.formats asks for. "
                        + $"'{Shell.Command("resume", directory.Root)}' tries again and says what is wrong."
                )
                .With("role", "note")
            : null;
}
