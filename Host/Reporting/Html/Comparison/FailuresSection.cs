using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Comparison;

/// <summary>The runs that should be in the tables and are not.</summary>
internal static class FailuresSection
{
    /// <summary>Their names and reasons; null where all have a result.</summary>
    public static Section? Of(ComparisonRunFiles files) =>
        files.Record.Failures.Count == 0
            ? null
            : new Section(
                "failures",
                "Runs without a result",
                Join(
                    Tag("p.note", "They are missing from every mean above and below."),
                    Tables.Pairs(
                        files.Record.Failures.Select(failure =>
                            (failure.Run, (Markup?)files.WithoutRoot(failure.Reason ?? Numbers.Unknown))
                        )
                    )
                )
            );
}
