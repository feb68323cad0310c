using GsFramework.Host.Comparison;
using GsFramework.Host.Reporting.Html.Sections;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Comparison;

/// <summary>The command, the time and the machine of a comparison.</summary>
internal static class ComparisonOrigin
{
    /// <summary>The section.</summary>
    public static Section Of(ComparisonResult record) =>
        new(
            "origin",
            "Make it again",
            Join(
                record.Command is { } command
                    ? RepeatedCommand.OfComparison(command, record.Program, record.Name)
                    : null,
                Tables.Pairs([
                    ("Seeds", record.Seeds.Count > 0 ? string.Join(", ", record.Seeds) : null),
                    (
                        "Budget",
                        record.Budget is { } budget ? $"{Numbers.Plain(budget.Value)} {budget.Kind} a run" : null
                    ),
                    ("Written", Numbers.Date(record.CreatedAt)),
                    (
                        "Duration",
                        record.Seconds is { } seconds ? $"{Numbers.Duration(seconds)}, added up over runs" : null
                    ),
                    (
                        "CPU time, whole runs",
                        record.CpuSeconds is { } cpu ? $"{Numbers.Duration(cpu)}, added up" : null
                    ),
                    .. OriginSection.Named(record.Versions),
                    .. OriginSection.Named(record.Machine),
                    ("Precision", record.Precision?.Words),
                ])
            )
        );
}
