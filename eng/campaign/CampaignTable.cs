using System.Globalization;
using System.Text;
using System.Text.Json;
using GsFramework.Core.Processes;

namespace GsFramework.Campaign;

/// <summary>The table of a campaign, in its forms.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Time">How long it took.</param>
/// <param name="Rows">What came of each kind, in the order of the table.</param>
internal sealed record CampaignTable(int Seed, TimeSpan Time, IReadOnlyList<(string Kind, Tally Tally)> Rows)
{
    private static readonly string[] _columns =
    [
        "kind",
        "tried",
        "kills",
        "refused with a message",
        "accepted",
        "unhandled",
        "different bytes",
        "half-written files",
        "slowest in seconds",
        "branches",
    ];

    /// <summary>True where nothing failed.</summary>
    public bool IsGood => Rows.All(static row => row.Tally.Faults.Count == 0);

    /// <summary>When, where and with what, in a line.</summary>
    public string Terms =>
        FormattableString.Invariant(
            $"{DateTime.UtcNow:yyyy-MM-dd}, seed {Seed}, {Time.TotalMinutes:F1} minutes, {Environment.ProcessorCount} "
        ) + $"threads of {Model()}, gs {HostVersion.Text}";

    /// <summary>For a terminal: in columns.</summary>
    public string Text()
    {
        var lines = Cells().Prepend(_columns).ToArray();
        var widths = _columns.Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.AppendLine(
                string.Join(
                        "  ",
                        line.Select(
                            (cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column])
                        )
                    )
                    .TrimEnd()
            );
        }

        return text.ToString();
    }

    /// <summary>For a page.</summary>
    public string Markdown()
    {
        var text = new StringBuilder();
        text.AppendLine(Terms).AppendLine();
        text.AppendLine(Line(_columns));
        text.AppendLine(Line([.. _columns.Select(static (_, column) => column == 0 ? "---" : "---:")]));
        foreach (var cells in Cells())
        {
            text.AppendLine(Line(cells));
        }

        return text.ToString();

        static string Line(string[] cells) => $"| {string.Join(" | ", cells)} |";
    }

    /// <summary>For a program.</summary>
    public string Json() =>
        JsonSerializer.Serialize(
            new
            {
                Seed,
                Seconds = Time.TotalSeconds,
                Terms,
                Kinds = Rows.Select(static row => new
                {
                    row.Kind,
                    row.Tally.Tried,
                    row.Tally.Kills,
                    row.Tally.Refused,
                    row.Tally.Accepted,
                    Unhandled = row.Tally.Count(FaultKind.Unhandled),
                    DifferentBytes = row.Tally.Count(FaultKind.Different),
                    HalfWritten = row.Tally.Count(FaultKind.HalfWritten),
                    row.Tally.Slowest,
                    row.Tally.Branches,
                    row.Tally.Faults,
                }),
            },
            _format
        ) + "\n";

    private static readonly JsonSerializerOptions _format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private IEnumerable<string[]> Cells() =>
        Rows.Append(("all", Rows.Aggregate(new Tally(), static (sum, row) => sum + (row.Tally with { Faults = [] }))))
            .Select(row =>
                (string[])
                    [
                        row.Item1,
                        Number(row.Item2.Tried),
                        Number(row.Item2.Kills),
                        Number(row.Item2.Refused),
                        Number(row.Item2.Accepted),
                        .. new[] { FaultKind.Unhandled, FaultKind.Different, FaultKind.HalfWritten }.Select(kind =>
                            Number(row.Item1 == "all" ? Rows.Sum(one => one.Tally.Count(kind)) : row.Item2.Count(kind))
                        ),
                        row.Item2.Slowest?.ToString("F2", CultureInfo.InvariantCulture) ?? "-",
                        row.Item1 == "all" || row.Item2.Branches is not { } branches ? "-" : Number(branches),
                    ]
            );

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Model() =>
        File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo")
                .FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))
                ?.Split(':')[1]
                .Trim()
                ?? "an unknown processor"
            : "an unknown processor";
}
