using GsFramework.Host.Runs;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html;

/// <summary>What a run warned of, on top of its page: what it says qualifies the numbers.</summary>
internal static class WarningsBanner
{
    /// <summary>The list; null where nothing was warned of.</summary>
    public static Element? Of(RunResult result) =>
        result.Warnings is { Count: > 0 } warnings
            ? Tag(
                    "div.banner",
                    Tag("p", warnings.Count == 1 ? "The run warned:" : $"The run warned of {warnings.Count} things:"),
                    Tag("ul", Join(warnings.Select(static warning => Tag("li", warning))))
                )
                .With("role", "note")
            : null;
}
