using GsFramework.Host.Sweeping;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Sweep;

/// <summary>The trials as a table.</summary>
internal static class TrialsSection
{
    /// <summary>The table; null before the first trial.</summary>
    public static Section? Of(SweepResult result) =>
        result.Trials.Count == 0
            ? null
            : new Section(
                "trials",
                "Trials",
                Join(
                    Tag(
                        "p.note",
                        "The best first; those that came further are before the others. Behind a goal stands which way "
                            + "it is good."
                    ),
                    Tables.Of(
                        "All trials",
                        [
                            .. SweepText
                                .Columns(result)
                                .Select((title, number) =>
                                    number == 0 || title == SweepText.StateColumn ? Column.Words(title) : (Column)title
                                ),
                        ],
                        result.Trials.Select(trial =>
                            (IReadOnlyList<Markup>)
                                [.. SweepText.Cells(result, trial).Select(static cell => (Markup)cell)]
                        ),
                        isBroad: true
                    )
                )
            );
}
