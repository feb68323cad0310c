using GsFramework.Host.Runs;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Sections;

/// <summary>How long the networks take where they are deployed.</summary>
internal static class LatencySection
{
    /// <summary>The table; null where nothing was timed.</summary>
    public static Section? Of(LatencyRecord? latency) =>
        latency is not { Networks.Count: > 0 }
            ? null
            : new Section(
                "latency",
                "Latency",
                Join(
                    Tables.Of(
                        "Latency",
                        [
                            .. LatencyTable.Columns.Select(
                                static (name, number) => number == 1 ? Column.Words(name) : (Column)name
                            ),
                        ],
                        LatencyTable
                            .Rows(latency)
                            .Select(static row => (IReadOnlyList<Markup>)[.. row.Select(static cell => (Markup)cell)])
                    ),
                    Tag("p.note", LatencyTable.Terms(latency)),
                    LatencyTable.Prediction(latency) is { } prediction ? Tag("p.note", $"{prediction}.") : null
                )
            );
}
