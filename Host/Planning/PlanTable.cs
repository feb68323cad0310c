using System.Globalization;
using GsFramework.Host.Logging;
using Spectre.Console;

namespace GsFramework.Host.Planning;

/// <summary>A run of a plan, and what it would take.</summary>
/// <param name="Index">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Level">0, or one more than that of the run with which it begins.</param>
/// <param name="From">The run with whose generator it begins, or null.</param>
/// <param name="Macs">Multiply-accumulates of the network that it aims at, for one image, or null.</param>
/// <param name="Threads">Threads that it computes with.</param>
/// <param name="Hours">Hours on this machine; null where it cannot be tried before others are finished.</param>
/// <param name="Bytes">Bytes on the disk; null for the same reason.</param>
internal sealed record PlanRow(
    int Index,
    string Name,
    int Level,
    string? From,
    long? Macs,
    int Threads,
    double? Hours,
    long? Bytes
);

/// <summary>The table of <c>gs compare --plan</c>.</summary>
internal static class PlanTable
{
    /// <summary>Draws the runs and their sum.</summary>
    public static void Write(Terminal terminal, IReadOnlyList<PlanRow> rows)
    {
        var table = new Table().Border(TableBorder.Rounded).Title($"{rows.Count} runs");
        table.AddColumn(new TableColumn("") { Alignment = Justify.Right });
        table.AddColumn("run");
        table.AddColumn("begins with");
        foreach (var column in new[] { "MACs", "threads", "time", "on disk" })
        {
            table.AddColumn(new TableColumn(column) { Alignment = Justify.Right });
        }

        foreach (var row in rows)
        {
            table.AddRow(
                $"{row.Index}",
                Markup.Escape(row.Name),
                Markup.Escape(row.From ?? ""),
                row.Macs is { } macs ? Invariant($"{macs / 1e6:F1} M") : "–",
                $"{row.Threads}",
                row.Hours is { } hours ? ForecastText.Time(hours * 3600) : "–",
                row.Bytes is { } bytes ? ForecastText.Bytes(bytes) : "–"
            );
        }

        terminal.OutputConsole.Write(table);
        var known = rows.Where(static row => row.Hours is not null).ToArray();
        var sum = ForecastText.Time(known.Sum(static row => row.Hours!.Value) * 3600);
        var disk = ForecastText.Bytes(known.Sum(static row => row.Bytes ?? 0));
        terminal.WriteText(
            known.Length == rows.Count
                ? $"One after the other on this machine: about {sum}, and {disk} on disk. Nothing was begun."
                : $"The {known.Length} runs that could be tried take about {sum} one after the other on this machine, "
                    + $"and {disk} on disk; the others begin with what is not there yet. Nothing was begun."
        );
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
